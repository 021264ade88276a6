/** What is looked at to tell pages, in bytes. See `MemorySample`. */
export interface PageFigures {
  readonly usedBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
}

/** What a process takes beside heap and Buffers at least, in bytes. Not all of what V8 counts as heap is in use. */
const OUTSIDE_LEAST = 32 * 2 ** 20;

/**
 * Tells the pages that V8 keeps from what else is in use: those in its heap that are empty, and those that it took out of
 * it and has not given back. They are charged to the process, and only a compaction gives them back.
 */
export class Pages {
  #outsideBytes = Infinity;

  /** What is neither heap nor Buffers nor kept by V8: the least that was ever seen beside the heap's size. */
  get outsideBytes(): number {
    return this.#outsideBytes;
  }

  observe(figures: PageFigures): void {
    this.#outsideBytes = Math.min(this.#outsideBytes, beside(figures));
  }

  /** After a compaction V8 keeps nothing beside its heap. */
  compacted(figures: PageFigures): void {
    this.#outsideBytes = beside(figures);
  }

  /** What a compaction would give back. */
  spareBytes({ usedBytes, heapUsedBytes, externalBytes }: PageFigures): number {
    return Math.max(0, usedBytes - heapUsedBytes - externalBytes - this.#outsideBytes);
  }
}

function beside({ usedBytes, heapTotalBytes, externalBytes }: PageFigures): number {
  return Math.max(OUTSIDE_LEAST, usedBytes - heapTotalBytes - externalBytes);
}
