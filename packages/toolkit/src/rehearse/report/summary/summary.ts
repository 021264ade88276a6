import type { Evidence, ScenarioRun } from '../../evidence.ts';
import type { Verdict } from '../../verdict.ts';
import { patternResults, type PatternResult } from './pattern-results.ts';
import { RequestTally, type RequestTotals } from './request-totals.ts';
import { scenarioAt } from './scenario-of.ts';

/** What every report says. */
export interface Summary {
  /** All ten, in order. */
  readonly patterns: readonly PatternResult[];
  readonly requests: RequestTotals;
  /** Of the requests due while it ran; undefined for one that was skipped. */
  readonly scenarios: readonly (ScenarioRun & { readonly requests: RequestTotals | undefined })[];
}

/** Goes through the requests once, and sorts the verdicts by pattern. */
export function summarize(evidence: Evidence, verdicts: readonly Verdict[]): Summary {
  const all = new RequestTally();
  const tallies = new Map<ScenarioRun, RequestTally>();
  for (const run of evidence.scenarios) if (run.skipped === undefined) tallies.set(run, new RequestTally());
  for (const request of evidence.requests) {
    all.add(request);
    const run = scenarioAt(evidence.scenarios, request.dueAt);
    if (run !== undefined) tallies.get(run)?.add(request);
  }
  return {
    patterns: patternResults(verdicts),
    requests: all.totals(),
    scenarios: evidence.scenarios.map((run) => ({ ...run, requests: tallies.get(run)?.totals() })),
  };
}
