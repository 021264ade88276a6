import type { Asked } from './asked.ts';

/** A rate is kept up with when the last answer comes so soon after the last request that this part of it is reached. */
const KEPT_UP = 0.9;

/**
 * The highest of these rates, from the lowest on, that is kept up with. One at which a request is lost is none: the server is to
 * answer them all.
 *
 * @param offer undefined: far behind, and not waited for
 * @throws when there is no rate, or the lowest is not kept up with; what `offer` throws
 */
export async function highest(
  rates: readonly number[],
  offer: (rate: number) => Promise<Asked | undefined>,
): Promise<Asked> {
  let best: Asked | undefined;
  for (const rate of rates) {
    const offered = await offer(rate);
    if (offered === undefined || offered.lost > 0 || offered.rps < rate * KEPT_UP) {
      if (best !== undefined) return best;
      const instead =
        offered === undefined ? 'was far behind' : `${offered.lost} lost, ${offered.rps} answered`;
      throw new Error(`${rate} requests a second were not kept up with: ${instead}`);
    }
    best = { ...offered, atLeast: rate === rates.at(-1) };
  }
  if (best === undefined) throw new Error('There is no rate to offer');
  return best;
}
