import type { Evidence } from '../../../evidence.ts';
import { percentile } from '../../../percentile.ts';
import { isLost } from '../../../requests.ts';
import { latencyOfRequest } from '../../summary/index.ts';
import type { SinceStart } from './since-start.ts';
import type { RequestBuckets } from './types.ts';

/** As many buckets as a wide screen has pixels, about. */
const MOST_BUCKETS = 3000;

/** Of fewer requests, percentiles and rates would be noise. */
const ENOUGH = 10;

/** The lengths that a bucket can have, in milliseconds. */
const LENGTHS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Counts requests and their latencies by when they were due. */
export function requestBuckets({ requests, durationMs }: Evidence, since: SinceStart): RequestBuckets {
  const shortest = Math.max(durationMs / MOST_BUCKETS, (ENOUGH * durationMs) / Math.max(1, requests.size));
  const bucketMs = LENGTHS.find((length) => length >= shortest) ?? 60_000;
  const size = Math.max(1, Math.ceil(durationMs / bucketMs));
  const answered = Array.from({ length: size }, () => 0);
  const lost = Array.from({ length: size }, () => 0);
  const latencies = Array.from({ length: size }, (): number[] => []);
  for (const request of requests) {
    const bucket = Math.min(size - 1, Math.max(0, Math.floor(since(request.dueAt) / bucketMs)));
    const counts = isLost(request) ? lost : answered;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    const latency = latencyOfRequest(request);
    if (latency !== undefined) latencies[bucket]?.push(latency);
  }
  const sorted = latencies.map((values) => Float64Array.from(values).sort());
  const percentiles = (part: number) => sorted.map((values) => tenths(percentile(values, part)));
  return {
    bucketMs,
    sent: requests.size,
    answered,
    lost,
    p50: percentiles(0.5),
    p99: percentiles(0.99),
  };
}

function tenths(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 10) / 10;
}
