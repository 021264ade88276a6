import { formatCount } from '../words/index.ts';
import type { RequestTotals } from './request-totals.ts';

/** How many were lost per million, such as `5,257 per million`; of some in many millions `less than 1 per million`. */
export function perMillionWords({
  lost,
  lostPerMillion,
}: Pick<RequestTotals, 'lost' | 'lostPerMillion'>): string {
  return `${lost > 0 && lostPerMillion === 0 ? 'less than 1' : formatCount(lostPerMillion)} per million`;
}
