import { timer, type Clock, type Timer } from '../../clock.ts';
import type { EventBus } from '../../events.ts';
import type { Cgroup, CpuStat } from '../cgroup/index.ts';

/** What the watch needs. */
export interface ThrottlingOptions {
  readonly cgroup: Pick<Cgroup, 'readCpuStat' | 'readCpuQuota'>;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** How often the kernel's counters are read, in milliseconds. */
const LOOK_EVERY_MS = 10_000;
/** Throttling is told of where it held up at least this share of the periods in which the process wanted to run… */
const HURTS = 0.05;
/** …of which there were at least so many: fewer are one burst. */
const LEAST_PERIODS = 20;
/** It is told of once, then at most every so many milliseconds. */
const TELL_EVERY_MS = 600_000;
/** Above this share of the quota the process needs more than it has; below, it needs it all at once. */
const BUSY = 0.7;

/** Emits `cpu.throttled` when the CPU quota holds the process up, until the returned handle is cleared. */
export function watchThrottling({ cgroup, clock, bus }: ThrottlingOptions): Timer {
  let before = cgroup.readCpuStat();
  let lookedAt = clock.now();
  let toldAt = -Infinity;
  // Without the kernel's counters there is nothing to look at, ever.
  if (before === undefined) return timer(() => {});
  let next = clock.after(LOOK_EVERY_MS, look);
  function look() {
    next = clock.after(LOOK_EVERY_MS, look);
    const now = clock.now();
    const stat = cgroup.readCpuStat();
    const quotaCores = cgroup.readCpuQuota();
    if (
      before !== undefined &&
      stat !== undefined &&
      quotaCores !== undefined &&
      now - toldAt >= TELL_EVERY_MS
    ) {
      const found = judge(before, stat, now - lookedAt, quotaCores);
      if (found !== undefined) {
        toldAt = now;
        bus.emit({ type: 'cpu.throttled', quotaCores, ...found });
      }
    }
    before = stat;
    lookedAt = now;
  }
  return timer(() => next.clear());
}

/** Undefined: it does not hurt. */
function judge(before: CpuStat, after: CpuStat, elapsedMs: number, quotaCores: number) {
  const periods = after.periods - before.periods;
  const throttledPeriods = after.throttledPeriods - before.throttledPeriods;
  if (periods < LEAST_PERIODS || throttledPeriods < HURTS * periods) return undefined;
  const usedCores = (after.usageMicros - before.usageMicros) / 1_000 / elapsedMs;
  return {
    elapsedMs: Math.round(elapsedMs),
    periods,
    throttledPeriods,
    throttledMs: Math.round((after.throttledMicros - before.throttledMicros) / 1_000),
    usedCores: Math.round(usedCores * 1_000) / 1_000,
    advice: adviceFor(usedCores, quotaCores),
  };
}

/** What fits: the numbers tell whether the quota is too small, spent by several threads at once, or in the way of bursts. */
function adviceFor(usedCores: number, quotaCores: number): string {
  if (usedCores >= BUSY * quotaCores)
    return 'raise the CPU limit, or run more replicas: the limit is used up';
  if (quotaCores > 1)
    return 'use fewer threads at once: together they spend the limit of a period early and then stand still';
  return 'remove the CPU limit and keep the request: bursts are cut though the average is far below the limit';
}
