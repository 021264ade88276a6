import { amount } from '../../figures.ts';
import type { Summary } from './summary.ts';

/** Why scenarios in which requests were lost may have passed. */
export const LOSSES_ALLOWED =
  'What is lost to what was done on purpose, to an outage, or by 503 with Retry-After under load, is no failure.';

/**
 * In which scenarios requests were lost, such as `31 in rollout, 58 in dependency-outage`, whether or not that is held against the
 * service: what was done on purpose is told by expectations that hold. Empty where none was lost.
 */
export function lossWords({ requests, scenarios }: Pick<Summary, 'requests' | 'scenarios'>): string {
  const own = scenarios.flatMap(({ name, requests: { lost } = { lost: 0 } }) =>
    lost > 0 ? [{ name, lost }] : [],
  );
  const rest = requests.lost - own.reduce((sum, { lost }) => sum + lost, 0);
  return [
    ...own.map(({ name, lost }) => `${amount(lost)} in ${name}`),
    ...(rest > 0 ? [`${amount(rest)} before`] : []),
  ].join(', ');
}
