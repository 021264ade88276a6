import { formatDuration } from '../words/index.ts';
import type { RequestTotals } from './request-totals.ts';

/**
 * How long answers took, such as `p50 1.5 ms, p99 12 ms`; undefined where nothing was answered. What was lost has no latency:
 * where some was, by time-outs above all, the percentiles are less than those of all requests, and the words say whose they are.
 */
export function latencyWords({
  latency: { p50, p99 },
  lost,
}: Pick<RequestTotals, 'latency' | 'lost'>): string | undefined {
  if (p50 === undefined || p99 === undefined) return undefined;
  return `p50 ${formatDuration(p50)}, p99 ${formatDuration(p99)}${lost > 0 ? ' of those answered' : ''}`;
}
