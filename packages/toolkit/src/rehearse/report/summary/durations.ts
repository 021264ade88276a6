import { percentile } from '../../percentile.ts';

/** How long something took, in milliseconds; undefined where there was nothing of it. */
export interface Durations {
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
  readonly p999: number | undefined;
  readonly max: number | undefined;
}

/** Percentiles by nearest rank: each is a latency that was measured. */
export function durationsOf(milliseconds: readonly number[]): Durations {
  const sorted = Float64Array.from(milliseconds).sort();
  return {
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    p999: percentile(sorted, 0.999),
    max: sorted.at(-1),
  };
}
