import type { Outcome } from '../../verdict.ts';

interface Judged {
  readonly outcome: Outcome;
  readonly isExcused?: true;
}

/**
 * `fail` if any failed, else `pass` if any passed and no failure was excused: where nothing was shown, or what was seen may be one,
 * nothing is claimed.
 */
export function overallOutcome(judged: readonly Judged[]): Outcome {
  if (judged.some(({ outcome }) => outcome === 'fail')) return 'fail';
  if (judged.some(({ isExcused }) => isExcused)) return 'not-shown';
  return judged.some(({ outcome }) => outcome === 'pass') ? 'pass' : 'not-shown';
}

/** How many have each outcome. */
export function countOutcomes(judged: readonly Judged[]): Record<Outcome, number> {
  const counts = { pass: 0, fail: 0, 'not-shown': 0 };
  for (const { outcome } of judged) counts[outcome]++;
  return counts;
}
