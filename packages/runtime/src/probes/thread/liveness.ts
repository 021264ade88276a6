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
  /** How long the main thread was kept from running, as heard of since the last sample: by its quota, or by others. */
  readonly waitedMs: number;
  /** False while the service starts: loading and compiling block the loop, and the startup probe judges them. */
  readonly watching: boolean;
}

/** What is remembered from sample to sample. */
export interface Liveness {
  readonly alive: boolean;
  readonly sampledAt: number;
  /** From when silence is counted: the last beat, or the end of start if that came later. */
  readonly silentFrom: number;
  /** Silence in which the loop could not run: kept waiting by the scheduler, or frozen with the whole process. */
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
  // The two overlap: what keeps the main thread waiting delays this one as well.
  const excused = Math.max(frozen, sample.waitedMs);

  const silentFrom = sample.watching ? Math.max(previous.silentFrom, Math.min(sample.beat, now)) : now;
  const silentMs = now - silentFrom;
  const excusedBefore = silentFrom > previous.silentFrom ? 0 : previous.excusedMs;
  const excusedMs = Math.min(silentMs, excusedBefore + excused);
  const stalledMs = silentMs - excusedMs;
  return { alive: stalledMs < limits.stallThresholdMs, sampledAt: now, silentFrom, excusedMs, stalledMs };
}

/** How long the stall lasted that ended between two samples, without what was excused. */
export function stallEnded(before: Liveness, after: Liveness): number {
  return Math.max(0, after.silentFrom - before.silentFrom - before.excusedMs);
}
