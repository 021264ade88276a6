import type { ObjectOf } from '../object.ts';
import { partFault } from './amount.ts';
import type { Tell } from './breaches.ts';

/** A PodDisruptionBudget (`ValidatePodDisruptionBudgetSpec`). */
export function checkBudget({ spec }: ObjectOf<'PodDisruptionBudget'>, tell: Tell): void {
  const { minAvailable, maxUnavailable } = spec ?? {};
  for (const [field, amount] of Object.entries({ minAvailable, maxUnavailable })) {
    const fault = amount === undefined ? undefined : partFault(amount);
    if (fault !== undefined) tell(['spec', field], fault);
  }
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    tell(
      ['spec', 'maxUnavailable'],
      'a budget has either minAvailable or maxUnavailable, and this one has both',
    );
}
