import type { IPodSpec } from 'kubernetes-models/v1';
import type { Tell } from '../breaches.ts';
import { checkUnique } from '../unique.ts';

/** How pods are spread over nodes and zones (`validateTopologySpreadConstraints`). */
export function checkSpread({ topologySpreadConstraints: constraints = [] }: IPodSpec, tell: Tell): void {
  const path = ['topologySpreadConstraints'];
  for (const [index, constraint] of constraints.entries()) {
    const { whenUnsatisfiable, minDomains, matchLabelKeys = [], labelSelector } = constraint;
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule')
      tell([...path, index, 'minDomains'], 'it is taken with whenUnsatisfiable: DoNotSchedule alone');
    if (matchLabelKeys.length > 0 && labelSelector === undefined)
      tell([...path, index, 'matchLabelKeys'], 'they are taken beside a labelSelector alone');
  }
  checkUnique(
    constraints.map(({ topologyKey, whenUnsatisfiable }) => `${topologyKey} with ${whenUnsatisfiable}`),
    (index, pair) => tell([...path, index], `there is another one of ${pair}`),
  );
}
