import { formatDuration } from '../words/index.ts';
import type { RequestTotals } from './request-totals.ts';

/** What stands beside latencies where {@link RequestTotals.lateLoad} holds. */
export const LATE_LOAD =
  'The latencies say little of the service: this machine kept the load from sending in time. At a lower rate it may keep up.';

/** How late the load was, such as `p99 1.2 ms, at most 40 ms`; undefined where nothing was sent. */
export function lagWords({ p99, max }: RequestTotals['lag']): string | undefined {
  if (p99 === undefined || max === undefined) return undefined;
  return `p99 ${formatDuration(p99)}, at most ${formatDuration(max)}`;
}
