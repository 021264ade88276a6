/** A full collection is worth its time again once garbage may be this share of the soft limit… */
const WORTH_COLLECTING = 0.05;
/** …or so long after the last, in milliseconds, since the service may have let go of something… */
const COLLECT_AGAIN_MS = 2_000;
/** …or as much longer as it was in vain. */
const LONGEST_MS = 16_000;

/** What is known of memory without a collection, in bytes. */
export interface MemoryFigures {
  readonly usedBytes: number;
  /** Of that, in blocks that need no collection to be given back. */
  readonly takenBytes: number;
  /** All that requests ever gave back, other than blocks. */
  readonly releasedBytes: number;
}

/** Estimates how much garbage there is, and so whether it is worth a collection of the whole heap. */
export class Garbage {
  /** In bytes; it changes where the pod is resized. */
  softLimitBytes: number;
  /** As it was after the last collection: what was alive. */
  #after: MemoryFigures;
  #collectedAt = -Infinity;
  #againMs = COLLECT_AGAIN_MS;

  constructor(softLimitBytes: number, usedBytes: number) {
    this.softLimitBytes = softLimitBytes;
    this.#after = { usedBytes, takenBytes: 0, releasedBytes: 0 };
  }

  /** What was in use, and no garbage, right after the last collection. */
  get aliveBytes(): number {
    return this.#after.usedBytes;
  }

  /** @param freedBytes what was let go of just now */
  isWorthCollecting(now: number, figures: MemoryFigures, freedBytes: number): boolean {
    if (now - this.#collectedAt >= this.#againMs) return true;
    const { usedBytes, takenBytes, releasedBytes } = this.#after;
    // Blocks come and go without a collection.
    const grown = figures.usedBytes - usedBytes - (figures.takenBytes - takenBytes);
    const garbage = Math.max(grown, figures.releasedBytes - releasedBytes, freedBytes);
    return garbage >= WORTH_COLLECTING * this.softLimitBytes;
  }

  /** @param paid whether it freed anything to speak of */
  collected(now: number, after: MemoryFigures, paid: boolean): void {
    this.#collectedAt = now;
    this.#after = after;
    this.#againMs = paid ? COLLECT_AGAIN_MS : Math.min(LONGEST_MS, 2 * this.#againMs);
  }

  /** Much of what was alive was let go of since. */
  expect(): void {
    this.#after = { ...this.#after, usedBytes: 0 };
  }
}
