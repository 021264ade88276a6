import { getHeapStatistics } from 'node:v8';

/** What V8 says of its memory, in bytes. */
export interface HeapFigures {
  readonly heapUsedBytes: number;
  /** What V8 has for its heap, garbage and free pages in it included; not what it keeps of pages that it took out of it. */
  readonly heapTotalBytes: number;
  /** What Buffers hold, those that are garbage included. */
  readonly externalBytes: number;
}

export function heapFigures(): HeapFigures {
  const { used_heap_size, total_heap_size, external_memory } = getHeapStatistics();
  return { heapUsedBytes: used_heap_size, heapTotalBytes: total_heap_size, externalBytes: external_memory };
}
