import type { Cgroup, ThreadSchedule } from '../../resources/index.ts';

/**
 * How long the main thread was kept from running since the last call, in milliseconds. The kernel counts a wait when it
 * ends, so one that began before the last call is told of as a whole. `elapsedMs`: the clock's time since the last call.
 */
export type WaitMeter = (elapsedMs: number) => number;

/** Where the meter reads. */
export interface WaitSource {
  /** Of the main thread. */
  schedule(): ThreadSchedule | undefined;
  readonly cgroup: Pick<Cgroup, 'readCpuStat' | 'readCpuQuota'>;
  /** CPUs of the machine. */
  readonly cpus: number;
}

/**
 * Measures by the main thread's own schedule, which tells throttling and waiting behind other processes exactly; on a
 * kernel that doesn't keep it, by the throttling in the group's `cpu.stat`; without that either, never anything.
 */
export function waitMeter(source: WaitSource): WaitMeter {
  return source.schedule() === undefined ? throttleMeter(source) : scheduleMeter(source);
}

function scheduleMeter(source: WaitSource): WaitMeter {
  const grow = growth(() => source.schedule()?.waitedMs);
  return () => grow();
}

function throttleMeter({ cgroup, cpus }: WaitSource): WaitMeter {
  const grow = growth(() => cgroup.readCpuStat()?.throttledMicros);
  return (elapsedMs) => {
    const throttledMs = grow() / 1000;
    // The quota is read anew, because a pod can be resized in place.
    return throttledMs === 0 ? 0 : wallThrottledMs(throttledMs, elapsedMs, cgroup.readCpuQuota(), cpus);
  };
}

/** How much a counter has grown since the last call. */
function growth(read: () => number | undefined): () => number {
  let last = read() ?? 0;
  return () => {
    const before = last;
    last = read() ?? last;
    return Math.max(0, last - before);
  };
}

/**
 * The kernel adds throttled time up over CPUs, so a process that is busy on several could seem throttled all the time
 * and an endless loop never be noticed. But a group with a quota of q cores that keeps n CPUs busy still runs for q/n of
 * every period.
 */
export function wallThrottledMs(
  throttledMs: number,
  elapsedMs: number,
  quota: number | undefined,
  cpus: number,
): number {
  const runningShare = Math.min(1, (quota ?? 0) / cpus);
  return Math.min(throttledMs, elapsedMs * (1 - runningShare));
}
