import type { RequestBuckets } from '../../data/types.ts';
import type { TimeScale } from './scale.ts';

/** Buckets of requests that are drawn as one, as they would be narrower than a stroke. */
export interface Merged {
  readonly from: number;
  readonly until: number;
  readonly answeredPerSecond: number;
  readonly lost: number;
  /** The median of the buckets' medians; undefined where nothing was answered. */
  readonly p50: number | undefined;
  /** The highest of the buckets' 99th percentiles. */
  readonly p99: number | undefined;
}

/** How wide a bucket is drawn at least, in pixels. */
const NARROWEST = 3;

/** The buckets in view, put together where they are too narrow. The same ones whatever the view begins with. */
export function merged(buckets: RequestBuckets, scale: TimeScale): Merged[] {
  const { bucketMs, answered } = buckets;
  const wide = (bucketMs / (scale.until - scale.from)) * scale.width;
  const each = Math.max(1, Math.ceil(NARROWEST / wide));
  const first = Math.max(0, Math.floor(scale.from / bucketMs / each));
  const last = Math.min(Math.ceil(answered.length / each), Math.ceil(scale.until / bucketMs / each));
  return Array.from({ length: Math.max(0, last - first) }, (_, position) => {
    const start = (first + position) * each;
    return one(buckets, start, Math.min(answered.length, start + each));
  });
}

function one({ bucketMs, answered, lost, p50, p99 }: RequestBuckets, start: number, end: number): Merged {
  const medians = known(p50, start, end).sort((one, other) => one - other);
  const highest = known(p99, start, end);
  return {
    from: start * bucketMs,
    until: end * bucketMs,
    answeredPerSecond: sum(answered.slice(start, end)) / (((end - start) * bucketMs) / 1000),
    lost: sum(lost.slice(start, end)),
    p50: medians[Math.floor(medians.length / 2)],
    p99: highest.length === 0 ? undefined : Math.max(...highest),
  };
}

function known(values: readonly (number | null)[], start: number, end: number): number[] {
  return values.slice(start, end).filter((value) => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
