import type { Cgroup } from '../../resources/index.ts';

/** How much of the last `elapsedMs` milliseconds of the clock the process was throttled, at most. */
export type ThrottleMeter = (elapsedMs: number) => number;

/** Measures by the group's `cpu.stat`; always 0 where there is none. `cpus`: of the machine. */
export function throttleMeter(cgroup: Cgroup, cpus: number): ThrottleMeter {
  let last = cgroup.readCpuStat()?.throttledMicros ?? 0;
  return (elapsedMs) => {
    const total = cgroup.readCpuStat()?.throttledMicros ?? last;
    const growthMs = Math.max(0, total - last) / 1000;
    last = total;
    // The quota is read anew, because a pod can be resized in place.
    return growthMs === 0 ? 0 : wallThrottledMs(growthMs, elapsedMs, cgroup.readCpuQuota(), cpus);
  };
}

/**
 * The kernel adds throttled time up over CPUs, so a process that is busy on several could seem throttled all the time
 * and an endless loop never be noticed. But a group with a quota of q cores that keeps n CPUs busy still runs for q/n of
 * every period.
 */
export function wallThrottledMs(
  growthMs: number,
  elapsedMs: number,
  quota: number | undefined,
  cpus: number,
): number {
  const runningShare = Math.min(1, (quota ?? 0) / cpus);
  return Math.min(growthMs, elapsedMs * (1 - runningShare));
}
