import type { Evidence, ScenarioRun } from '../../evidence.ts';
import { scenarioLookup } from '../../scenario-lookup.ts';
import type { ScenarioName } from '../../scenario-names.ts';
import type { Verdict } from '../../verdict.ts';
import { patternResults, type PatternResult } from './pattern-results.ts';
import { RequestTally, type RequestTotals } from './request-totals.ts';

/** What every report says. */
export interface Summary {
  /** All ten, in order. */
  readonly patterns: readonly PatternResult[];
  readonly requests: RequestTotals;
  /** Of the requests due in it, and in the quiet until the next one; undefined for one that was skipped. */
  readonly scenarios: readonly (ScenarioRun & { readonly requests: RequestTotals | undefined })[];
}

/** Goes through the requests once, and sorts the verdicts by pattern. */
export function summarize(evidence: Evidence, verdicts: readonly Verdict[]): Summary {
  const all = new RequestTally();
  const tallies = new Map<ScenarioName, RequestTally>();
  for (const { name, skipped } of evidence.scenarios)
    if (skipped === undefined) tallies.set(name, new RequestTally());
  const scenarioAt = scenarioLookup(evidence.scenarios);
  for (const request of evidence.requests) {
    all.add(request);
    const scenario = scenarioAt(request.dueAt);
    if (scenario !== undefined) tallies.get(scenario)?.add(request);
  }
  return {
    patterns: patternResults(verdicts),
    requests: all.totals(),
    scenarios: evidence.scenarios.map((run) => ({ ...run, requests: tallies.get(run.name)?.totals() })),
  };
}
