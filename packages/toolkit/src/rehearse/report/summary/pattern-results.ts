import { patterns, type PatternNumber } from '../../patterns.ts';
import type { Outcome, Verdict } from '../../verdict.ts';

/** What was shown of one pattern. */
export interface PatternResult {
  readonly number: PatternNumber;
  readonly name: string;
  /** `fail` if any expectation failed, else `pass` if any passed. */
  readonly outcome: Outcome;
  /** In the order in which they were judged. */
  readonly verdicts: readonly Verdict[];
}

/** All ten patterns in order, each with its verdicts; a pattern without any is not shown. */
export function patternResults(verdicts: readonly Verdict[]): PatternResult[] {
  return Object.entries(patterns).map(([key, name]) => {
    const number = Number(key) as PatternNumber;
    const own = verdicts.filter(({ pattern }) => pattern === number);
    return { number, name, outcome: worst(own), verdicts: own };
  });
}

/** How many have each outcome. */
export function countOutcomes(judged: readonly { readonly outcome: Outcome }[]): Record<Outcome, number> {
  const counts = { pass: 0, fail: 0, 'not-shown': 0 };
  for (const { outcome } of judged) counts[outcome]++;
  return counts;
}

/** One line over all: `1 pattern failed, 8 passed, 1 not shown`. */
export function headline(results: readonly PatternResult[]): string {
  const { fail, pass, 'not-shown': notShown } = countOutcomes(results);
  return `${fail} ${fail === 1 ? 'pattern' : 'patterns'} failed, ${pass} passed, ${notShown} not shown`;
}

function worst(verdicts: readonly Verdict[]): Outcome {
  if (verdicts.some(({ outcome }) => outcome === 'fail')) return 'fail';
  return verdicts.some(({ outcome }) => outcome === 'pass') ? 'pass' : 'not-shown';
}
