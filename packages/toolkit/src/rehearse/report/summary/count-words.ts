import { count } from '../../figures.ts';
import type { Outcome } from '../../verdict.ts';

/**
 * How a pattern's expectations came out, such as `8 expectations: 1 failed, 6 hold, 1 not shown`: `6 of 8` would leave open what
 * became of the others. Empty where there are none.
 */
export function countWords(counts: Readonly<Record<Outcome, number>>): string {
  const { pass, fail, 'not-shown': notShown } = counts;
  const all = count(pass + fail + notShown, 'expectation');
  const parts = [
    ...(fail > 0 ? [[fail, 'failed'] as const] : []),
    ...(pass > 0 ? [[pass, pass === 1 ? 'holds' : 'hold'] as const] : []),
    ...(notShown > 0 ? [[notShown, 'not shown'] as const] : []),
  ];
  const [first, ...others] = parts;
  if (first === undefined) return '';
  if (others.length === 0) return `${all} ${first[1]}`;
  return `${all}: ${parts.map(([number, word]) => `${number} ${word}`).join(', ')}`;
}
