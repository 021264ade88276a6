import type { Container, Probe } from '../object.ts';
import type { PathStep } from '../position.ts';
import type { Tell } from './breaches.ts';
import { checkHandler, probeHandlers } from './handler.ts';

const numbers = [
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'failureThreshold',
  'successThreshold',
] as const;

/** A container's probes (`validateProbe`, `validateLivenessProbe`, `validateReadinessProbe`, `validateStartupProbe`). */
export function checkProbes(container: Container, path: readonly PathStep[], tell: Tell): void {
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[name];
    if (probe !== undefined) checkProbe(name, probe, [...path, name], tell);
  }
}

function checkProbe(
  name: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
  probe: Probe,
  path: readonly PathStep[],
  tell: Tell,
): void {
  checkHandler(probe, probeHandlers, path, tell);
  // 0 stands for the default.
  for (const field of numbers) if ((probe[field] ?? 0) < 0) tell([...path, field], 'it may not be negative');
  const { successThreshold = 0, terminationGracePeriodSeconds: grace } = probe;
  if (name !== 'readinessProbe' && successThreshold > 1)
    tell([...path, 'successThreshold'], `it is always 1 for a ${name}`);
  if (grace === undefined) return;
  if (name === 'readinessProbe')
    tell([...path, 'terminationGracePeriodSeconds'], 'a readiness probe ends nothing, and has none');
  else if (grace <= 0) tell([...path, 'terminationGracePeriodSeconds'], 'it must be above 0');
}
