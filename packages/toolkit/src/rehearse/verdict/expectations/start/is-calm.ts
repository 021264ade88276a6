import type { ScenarioName } from '../../../scenario-names.ts';
import type { Act } from '../../view.ts';

/** Whether nothing was being done to the pods on purpose at a moment but what every deployment does to them. */
export function isCalm({ evidence }: Act, at: number): boolean {
  const run = evidence.scenarios.findLast(
    ({ startedAt, skipped }) => skipped === undefined && startedAt <= at,
  );
  return run === undefined || calm.has(run.name);
}

const calm: ReadonlySet<ScenarioName> = new Set(['start', 'rollout', 'scale', 'drain-node', 'logs', 'trace']);
