import type { ScenarioRun } from '../../evidence.ts';

/** Which scenario ran at a time, in the clock's milliseconds; undefined between two of them. */
export function scenarioAt(scenarios: readonly ScenarioRun[], at: number): ScenarioRun | undefined {
  return scenarios.find((run) => run.skipped === undefined && at >= run.startedAt && at < run.endedAt);
}
