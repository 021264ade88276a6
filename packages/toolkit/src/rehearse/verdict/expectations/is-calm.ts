import type { ScenarioName } from '../../scenario-names.ts';
import type { Act } from '../view.ts';

/** Whether nothing was being done to the pods on purpose at a moment but what every deployment does to them. */
export function isCalm({ evidence }: Act, at: number): boolean {
  const run = evidence.scenarios.findLast(
    ({ startedAt, skipped }) => skipped === undefined && startedAt <= at,
  );
  return !rough.has(run?.name);
}

const rough = new Set<ScenarioName | undefined>([
  'crash',
  'kill',
  'stall',
  'slow-start',
  'dependency-outage',
  'config-change',
  'cpu-squeeze',
  'oom',
  'bad-config',
  'failing-migration',
]);
