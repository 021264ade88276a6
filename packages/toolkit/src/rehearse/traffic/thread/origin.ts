/**
 * The zero of this thread's `performance.now()` on the machine's monotonic clock, in milliseconds. `performance.timeOrigin`
 * tells it on the wall clock, as it was set when each thread began; the difference of two origins is to be exact.
 */
export function threadOrigin(): number {
  return Number(process.hrtime.bigint()) / 1e6 - performance.now();
}
