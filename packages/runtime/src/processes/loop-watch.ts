import { cpus } from 'node:os';
import type { Clock, Timer } from '../clock.ts';
import { aliveAt, judge, waitMeter, type LivenessOptions } from '../probes/index.ts';
import { findCgroup, readThreadSchedule } from '../resources/index.ts';

/** What is watched, and who is told. */
export interface LoopWatchOptions {
  readonly clock: Clock;
  /** Whose schedule tells how long it was not let run. */
  readonly pid: number;
  readonly limits: Required<LivenessOptions>;
  /** Called when the loop has stalled beyond the threshold, and when it turns again. */
  readonly onChange: (change: { alive: boolean; stalledMs: number; throttledMs: number }) => void;
  /** Called when it has been stalled for so much longer that nobody may hope any more. */
  readonly onHopeless: () => void;
  /** How long the process was kept from running since the last call, in milliseconds. Default: as the kernel tells. */
  readonly waitedMs?: (elapsedMs: number) => number;
}

/** The main loop of another process, as its beats show it. */
export interface LoopWatch extends Timer {
  /** It turns now. */
  beat(): void;
  /** From now on silence counts: its start is over. */
  watch(): void;
}

/**
 * How long a stalled process may still come back before it is replaced, in milliseconds. Less than the 20 s that lie
 * between the first and the third failure of a liveness probe by its defaults: the kubelet would end them all.
 */
const PATIENCE_MS = 10_000;

/** Watches the main loop of another process by the rules of liveness. */
export function watchLoop({
  clock,
  pid,
  limits,
  onChange,
  onHopeless,
  waitedMs,
}: LoopWatchOptions): LoopWatch {
  const measure = waitedMs ?? kernelsMeter(pid);
  let beat = clock.now();
  let watching = false;
  let state = aliveAt(clock.now());
  let stalledAt = Infinity;
  let next = clock.after(limits.heartbeatMs, look);
  function look() {
    next = clock.after(limits.heartbeatMs, look);
    const now = clock.now();
    const before = state;
    const sample = { now, beat, waitedMs: measure(now - before.sampledAt), watching };
    state = judge(before, sample, { ...limits, sampleMs: limits.heartbeatMs });
    if (state.alive !== before.alive) {
      stalledAt = state.alive ? Infinity : now;
      const { stalledMs, excusedMs } = state.alive ? before : state;
      onChange({
        alive: state.alive,
        stalledMs: Math.round(stalledMs),
        throttledMs: Math.round(excusedMs),
      });
    } else if (now - stalledAt >= PATIENCE_MS) {
      stalledAt = Infinity;
      onHopeless();
    }
  }
  const clear = () => next.clear();
  return {
    beat() {
      beat = clock.now();
    },
    watch() {
      watching = true;
    },
    clear,
    [Symbol.dispose]: clear,
  };
}

function kernelsMeter(pid: number) {
  const schedule = () => readThreadSchedule(pid, '/', pid);
  return waitMeter({ schedule, cgroup: findCgroup(), cpus: cpus().length });
}
