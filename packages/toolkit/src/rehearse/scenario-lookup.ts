import type { ScenarioRun } from './evidence.ts';
import { scenarioNames, type ScenarioName } from './scenario-names.ts';

/**
 * Tells the scenario that a moment belongs to, for verdicts and reports: the one that began last, whose is the quiet until the next one
 * too; undefined before the first.
 */
export function scenarioLookup(runs: readonly ScenarioRun[]): (at: number) => ScenarioName | undefined {
  const ran = runs
    .filter(({ skipped }) => skipped === undefined)
    .toSorted(
      (a, b) => a.startedAt - b.startedAt || scenarioNames.indexOf(a.name) - scenarioNames.indexOf(b.name),
    );
  return (at) => ran.findLast(({ startedAt }) => startedAt <= at)?.name;
}
