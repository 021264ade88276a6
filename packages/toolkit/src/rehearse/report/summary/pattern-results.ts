import { count } from '../../figures.ts';
import { patterns, type PatternNumber } from '../../patterns.ts';
import type { Outcome, Verdict } from '../../verdict.ts';
import { expectationResults } from './expectation-results.ts';
import { countOutcomes, overallOutcome } from './outcomes.ts';

/** What was shown of one pattern. */
export interface PatternResult {
  readonly number: PatternNumber;
  readonly name: string;
  /** As {@link overallOutcome} has it of the verdicts. */
  readonly outcome: Outcome;
  /** How many of its expectations have each outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** In the order in which they were judged. */
  readonly verdicts: readonly Verdict[];
}

/** All ten patterns in order, each with its verdicts; a pattern without any is not shown. */
export function patternResults(verdicts: readonly Verdict[]): PatternResult[] {
  return Object.entries(patterns).map(([key, name]) => {
    const number = Number(key) as PatternNumber;
    const own = verdicts.filter(({ pattern }) => pattern === number);
    const counts = countOutcomes(expectationResults(own));
    return { number, name, outcome: overallOutcome(own), counts, verdicts: own };
  });
}

/** One line over all, with those that failed by name: `1 pattern failed (probes), 8 passed, 1 not shown`. */
export function headline(results: readonly PatternResult[]): string {
  const { fail, pass, 'not-shown': notShown } = countOutcomes(results);
  const names = results.flatMap(({ outcome, name }) => (outcome === 'fail' ? [name] : []));
  return `${count(fail, 'pattern')} failed${fail === 0 ? '' : ` (${names.join(', ')})`}, ${pass} passed, ${notShown} not shown`;
}
