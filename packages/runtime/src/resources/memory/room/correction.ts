/** Estimates are too high where requests wait although use has stayed below this share of the soft limit… */
const OVERESTIMATED = 0.92;
/** …and are lowered by so much at most and at least. */
const MOST_LOWERED = 0.7;
const LEAST_LOWERED = 0.95;
/** They are too low where use is above this share in spite of all relief. */
const UNDERESTIMATED = 0.97;
const RAISED = 1.25;

/** What there is to judge estimates by. */
export interface Outcome {
  /** What is in use without any request, in bytes. */
  readonly baseBytes: number;
  /** Whether requests wait for memory. */
  readonly isShort: boolean;
  /** Whether what the last correction led to can be seen by now. */
  readonly isShown: boolean;
  /** How far beyond the soft limit requests may go, in bytes. Default 0. */
  readonly beyondBytes?: number;
}

/** Tells by how much estimates are off: what an estimate of a single request can't know is seen in what all of them came to. */
export class Correction {
  /** In bytes; it changes where the pod is resized. */
  softLimitBytes: number;
  #peakBytes = 0;

  constructor(softLimitBytes: number) {
    this.softLimitBytes = softLimitBytes;
  }

  /** The highest use since it was last judged, after relief. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** To be told what is in use, after all relief. */
  observe(usedBytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, usedBytes);
  }

  /**
   * By what estimates are to be multiplied; undefined: they may stay. Too low ones are raised at once, too high ones lowered as far
   * as what requests take could have grown, and only once the last correction has shown what it leads to.
   */
  judge({ baseBytes, isShort, isShown, beyondBytes = 0 }: Outcome): number | undefined {
    const peak = this.#peakBytes;
    const soft = this.softLimitBytes;
    const isLow = peak > (beyondBytes > 0 ? soft + beyondBytes : UNDERESTIMATED * soft);
    if (!isLow && !isShown) return undefined;
    this.#peakBytes = 0;
    if (isLow) return RAISED;
    const most = OVERESTIMATED * this.softLimitBytes;
    if (!isShort || peak >= most) return undefined;
    const ratio = Math.max(0, peak - baseBytes) / Math.max(1, most - baseBytes);
    return Math.min(LEAST_LOWERED, Math.max(MOST_LOWERED, ratio));
  }
}
