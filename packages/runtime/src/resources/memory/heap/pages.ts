import type { HeapFigures } from './figures.ts';

/** What is looked at to tell pages, in bytes. See `MemorySample`. */
interface PageFigures extends HeapFigures {
  readonly usedBytes: number;
  readonly foreignBytes?: number;
}

/** What a process takes beside heap and Buffers at least, in bytes. Not all of what V8 counts as heap is in use. */
const OUTSIDE_LEAST = 32 * 2 ** 20;
/** After one in vain, a compaction is worth it again for so many times as much. V8 may count pages that it never touched. */
const MORE = 1.5;

/**
 * Tells the pages that V8 keeps from what else is in use: those in its heap that are empty, and those that it took out of
 * it and has not given back. They are charged to the process, and only a compaction gives them back.
 */
export class Pages {
  #outsideBytes = Infinity;
  /** What a compaction did not give back. */
  #vainBytes = 0;

  /** What is neither heap nor Buffers nor kept by V8: the least that was ever seen beside the heap's size. */
  get outsideBytes(): number {
    return this.#outsideBytes;
  }

  observe(figures: PageFigures): void {
    this.#outsideBytes = Math.min(this.#outsideBytes, besideHeap(figures));
  }

  /**
   * After a compaction V8 keeps nothing beside its heap.
   *
   * @param vainBytes what was taken for pages and was not given back: 0 where some was
   */
  compacted(figures: PageFigures, vainBytes: number): void {
    this.#outsideBytes = besideHeap(figures);
    this.#vainBytes = vainBytes;
  }

  /** What a compaction would give back; 0 where it is hardly more than what the last one was to give back in vain. */
  spareBytes({ usedBytes, foreignBytes = 0, heapUsedBytes, externalBytes }: PageFigures): number {
    const bytes = Math.max(0, usedBytes - foreignBytes - heapUsedBytes - externalBytes - this.#outsideBytes);
    return bytes < MORE * this.#vainBytes ? 0 : bytes;
  }
}

/** What the process has that is neither heap nor Buffers. */
export function besideHeap({
  usedBytes,
  foreignBytes = 0,
  heapTotalBytes,
  externalBytes,
}: PageFigures): number {
  return Math.max(OUTSIDE_LEAST, usedBytes - foreignBytes - heapTotalBytes - externalBytes);
}
