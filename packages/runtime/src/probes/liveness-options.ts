import { SeaworthyError } from '../errors.ts';

/** How liveness is judged. */
export interface LivenessOptions {
  /**
   * How long the main loop may be silent, in milliseconds of time in which the process could run: throttling by the CPU
   * quota and freezing aren't counted. Default 15 000: a handful of CPU-bound requests of 3 s may arrive at once and are
   * then run without the loop turning in between. A loop that never turns is noticed within this, and the kubelet's
   * own threshold (3 failures, 10 s apart) comes on top. Restarting a busy pod too early is the costlier mistake: its
   * load moves to replicas that are as busy.
   */
  readonly stallThresholdMs?: number;
  /** How often the main loop says that it turns, in milliseconds. Default 500; at most a fourth of the threshold. */
  readonly heartbeatMs?: number;
}

/**
 * Fills in the defaults.
 *
 * @throws {SeaworthyError} `SW_DEFINITION`: a figure is out of range
 */
export function completeLiveness({
  stallThresholdMs = 15_000,
  heartbeatMs = 500,
}: LivenessOptions = {}): Required<LivenessOptions> {
  if (heartbeatMs >= 1 && heartbeatMs * 4 <= stallThresholdMs && Number.isFinite(stallThresholdMs))
    return { stallThresholdMs, heartbeatMs };
  throw new SeaworthyError('SW_DEFINITION', {
    what: `A heartbeat every ${heartbeatMs} ms does not fit a stall threshold of ${stallThresholdMs} ms`,
    where: 'liveness',
    fix: 'Make heartbeatMs at least 1 and at most a fourth of stallThresholdMs.',
  });
}
