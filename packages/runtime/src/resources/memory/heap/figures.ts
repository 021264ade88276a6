import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { SEMI_SPACES } from './plan.ts';

/** What V8 says of its memory, in bytes. */
export interface HeapFigures {
  readonly heapUsedBytes: number;
  /** What V8 has for its heap, garbage and free pages in it included; not what it keeps of pages that it took out of it. */
  readonly heapTotalBytes: number;
  /** What Buffers hold, those that are garbage included. */
  readonly externalBytes: number;
  /** What a collection of the young generation may need besides, where all of it is alive: a second semi-space. */
  readonly copyBytes: number;
}

export function heapFigures(): HeapFigures {
  const { used_heap_size, total_heap_size, external_memory } = getHeapStatistics();
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return {
    heapUsedBytes: used_heap_size,
    heapTotalBytes: total_heap_size,
    externalBytes: external_memory,
    copyBytes: (young?.space_size ?? 0) / SEMI_SPACES,
  };
}
