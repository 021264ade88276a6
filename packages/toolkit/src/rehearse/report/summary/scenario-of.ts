import type { Evidence, ScenarioRun } from '../../evidence.ts';

/** Which scenario ran at a time, in the clock's milliseconds; undefined between two of them. */
export function scenarioAt(scenarios: readonly ScenarioRun[], at: number): ScenarioRun | undefined {
  return scenarios.find((run) => run.skipped === undefined && at >= run.startedAt && at < run.endedAt);
}

/** The clock's milliseconds at which a rehearsal began: reports count from there. */
export function originOf({ events, scenarios }: Pick<Evidence, 'events' | 'scenarios'>): number {
  const first = Math.min(events[0]?.at ?? Infinity, scenarios[0]?.startedAt ?? Infinity);
  return Number.isFinite(first) ? first : 0;
}
