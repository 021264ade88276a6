/**
 * Milliseconds to wait after the `attempt`-th failure in a row (from 1): `baseMs` doubled each time, at most `maxMs`, of
 * which the upper half is random, so that replicas that failed together do not come back together.
 */
export function backoff(
  attempt: number,
  baseMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round((ceiling / 2) * (1 + random()));
}
