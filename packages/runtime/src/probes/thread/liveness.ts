/** The figures of a liveness decision, in milliseconds. */
export interface LivenessLimits {
  /** How long the loop may be silent, of time in which it could have run. */
  readonly stallThresholdMs: number;
  /** How often the probe thread samples by itself. */
  readonly sampleMs: number;
}

/** What the probe thread sees at one moment. */
export interface LivenessSample {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** When the main loop last turned, on the same clock. */
  readonly beat: number;
  /** How much of the time since the last sample the scheduler throttled the process. */
  readonly throttledMs: number;
  /** False while the service starts: loading and compiling block the loop, and the startup probe judges them. */
  readonly watching: boolean;
}

/** What is remembered from sample to sample. */
export interface Liveness {
  readonly alive: boolean;
  readonly sampledAt: number;
  /** From when silence is counted: the last beat, or the end of start if that came later. */
  readonly silentFrom: number;
  /** Silence in which the process could not run: throttled by its quota, or frozen as a whole. */
  readonly excusedMs: number;
  /** Silence without what is excused. */
  readonly stalledMs: number;
}

/** Before the first sample. */
export function aliveAt(now: number): Liveness {
  return { alive: true, sampledAt: now, silentFrom: now, excusedMs: 0, stalledMs: 0 };
}

/**
 * Tells a stalled main loop from a process that was not let run: throttled by its CPU quota (kubernetes #67577), stopped
 * by a signal, frozen by its cgroup, or paused with its machine. In the latter a restart helps nobody.
 */
export function judge(previous: Liveness, sample: LivenessSample, limits: LivenessLimits): Liveness {
  const { now } = sample;
  const elapsed = Math.max(0, now - previous.sampledAt);
  // This thread's own timer is late only when the process as a whole did not run; a whole interval is allowed for jitter.
  const frozen = elapsed > 2 * limits.sampleMs ? elapsed - limits.sampleMs : 0;
  // The two overlap: throttling delays this thread as well.
  const excused = Math.min(elapsed, Math.max(frozen, sample.throttledMs));

  const silentFrom = sample.watching ? Math.max(previous.silentFrom, Math.min(sample.beat, now)) : now;
  const silentMs = now - silentFrom;
  const excusedMs =
    silentFrom > previous.silentFrom ? Math.min(excused, silentMs) : previous.excusedMs + excused;
  const stalledMs = Math.max(0, silentMs - excusedMs);
  return { alive: stalledMs < limits.stallThresholdMs, sampledAt: now, silentFrom, excusedMs, stalledMs };
}

/** How long the stall lasted that ended between two samples, without what was excused. */
export function stallEnded(before: Liveness, after: Liveness): number {
  return Math.max(0, after.silentFrom - before.silentFrom - before.excusedMs);
}
