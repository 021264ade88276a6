import { aliveAt, judge, stallEnded, type Liveness, type LivenessLimits } from './liveness.ts';
import { monotonicNow, type SharedState } from './shared-state.ts';
import type { WaitMeter } from './waiting.ts';

/** A change between alive and stalled. */
export interface LivenessChange {
  readonly alive: boolean;
  /** How long the loop had been silent, without throttling and freezing. */
  readonly stalledMs: number;
  /** How much more it had been silent while throttled or frozen. */
  readonly throttledMs: number;
  /** When the silence began, in milliseconds since the Unix epoch. */
  readonly since: number;
}

/** Watches the main loop from the probe thread. */
export interface Monitor {
  /** Samples now, so that an answer is never as old as a timer's interval. */
  sample(): Liveness;
  stop(): void;
}

/** Samples on a timer as well, so that freezing and throttling are noticed when nobody asks. */
export function monitorLoop(
  shared: SharedState,
  measureWait: WaitMeter,
  limits: LivenessLimits,
  onChange: (change: LivenessChange) => void,
): Monitor {
  let current = aliveAt(monotonicNow());
  const sample = () => {
    const now = monotonicNow();
    const previous = current;
    current = judge(
      previous,
      {
        now,
        beat: shared.beat,
        waitedMs: measureWait(now - previous.sampledAt),
        watching: shared.started,
      },
      limits,
    );
    if (current.alive !== previous.alive) onChange(describe(previous, current));
    return current;
  };
  const timer = setInterval(sample, limits.sampleMs);
  return { sample, stop: () => clearInterval(timer) };
}

function describe(previous: Liveness, current: Liveness): LivenessChange {
  const stall = current.alive ? previous : current;
  return {
    alive: current.alive,
    stalledMs: Math.round(current.alive ? stallEnded(previous, current) : current.stalledMs),
    throttledMs: Math.round(stall.excusedMs),
    since: Math.round(Date.now() - (current.sampledAt - stall.silentFrom)),
  };
}
