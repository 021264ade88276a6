import type { Outcome } from '../../verdict.ts';

interface Judged {
  readonly outcome: Outcome;
}

/** `fail` if any failed, else `pass` if any passed: where nothing was shown, nothing is claimed. */
export function overallOutcome(judged: readonly Judged[]): Outcome {
  if (judged.some(({ outcome }) => outcome === 'fail')) return 'fail';
  return judged.some(({ outcome }) => outcome === 'pass') ? 'pass' : 'not-shown';
}

/** How many have each outcome. */
export function countOutcomes(judged: readonly Judged[]): Record<Outcome, number> {
  const counts = { pass: 0, fail: 0, 'not-shown': 0 };
  for (const { outcome } of judged) counts[outcome]++;
  return counts;
}
