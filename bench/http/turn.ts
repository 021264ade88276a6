import { median } from '../form/index.ts';
import type { Load, LoadOrder } from './load/index.ts';

/** One program in one round. */
export interface Sample {
  /** Server CPU for each request, in microseconds. */
  readonly cpuMicros: number;
  /** Requests a second at saturation. */
  readonly rps: number;
  /** Microseconds, at half of that rate. NaN where every request was left out. */
  readonly p50: number;
  readonly p99: number;
  /** The share of requests, from 0 to 1, whose latency is left out since the load itself stood still. */
  readonly leftOut: number;
}

/** How long each part of a turn takes, in seconds. */
export interface TurnDurations {
  /** At saturation. */
  readonly loadSeconds: number;
  readonly latencySeconds: number;
}

/**
 * One turn of a server: CPU and throughput at saturation, then latency at half of what has been borne so far.
 *
 * @param capacities requests a second of the turns so far, to which this one is added
 * @returns with how many requests were answered in both parts
 */
export async function takeTurn(
  load: Load,
  target: Omit<LoadOrder, 'requests' | 'seconds' | 'perSecond'>,
  { loadSeconds, latencySeconds }: TurnDurations,
  capacities: number[],
): Promise<Sample & { readonly answered: number }> {
  const order = { ...target, requests: Number.MAX_SAFE_INTEGER };
  const { answered, seconds, cpuMicros } = await load.run({ ...order, seconds: loadSeconds });
  const rps = answered / seconds;
  capacities.push(rps);
  const paced = await load.run({ ...order, seconds: latencySeconds, perSecond: median(capacities) / 2 });
  return {
    cpuMicros: cpuMicros / answered,
    rps,
    p50: paced.p50 ?? Number.NaN,
    p99: paced.p99 ?? Number.NaN,
    leftOut: paced.leftOut,
    answered: answered + paced.answered,
  };
}
