import type { Bounds } from '../admission/index.ts';
import type { Limits } from '../limits/process-limits.ts';
import { ROOM_SHARE, type SetAside } from './room.ts';
import type { MemorySample } from '../sampling/source.ts';

/** V8 collects ever harder above this share of its limit, and dies at the limit. */
const HEAP_SHARE = 0.9;
/** What a young collection copies may take this share of what is between the soft limit and the hard one. */
const COPY_SHARE = 0.5;

/**
 * One number for two limits, in whole bytes: where less is left of V8's, what is left is that, in proportion where the soft limit is above that
 * which the heap fits. What a young collection may copy in one go has to fit into {@link COPY_SHARE} of what is between the
 * soft limit and the hard one; what does not is in use already.
 */
export function effectiveUse(
  { usedBytes, copyBytes, ...heap }: MemorySample,
  { limitBytes, softLimitBytes, heapSoftLimitBytes }: Limits,
  idleBytes: number,
): number {
  const copied = Math.max(0, copyBytes - COPY_SHARE * (limitBytes - softLimitBytes));
  const headroom = heapHeadroom(heap) * (softLimitBytes / heapSoftLimitBytes);
  return Math.round(Math.max(usedBytes + copied - idleBytes, softLimitBytes - headroom));
}

/** Bounds requests where the soft limit is above that which the heap fits: but for bodies, they may all be in that heap. */
export class HeapRoom {
  /** What the heap held when no request was in flight; less where less was seen since. */
  #quietBytes = Infinity;

  within(bounds: Bounds, sample: MemorySample, { heldBytes, bodyBytes, arrivedBytes }: SetAside): Bounds {
    const { heapUsedBytes, heapLimitBytes } = sample;
    const isQuiet = heldBytes + arrivedBytes === 0;
    this.#quietBytes = isQuiet ? heapUsedBytes : Math.min(this.#quietBytes, heapUsedBytes);
    const headroom = Math.max(0, heapHeadroom(sample));
    const most = HEAP_SHARE * heapLimitBytes - this.#quietBytes;
    const objects = Math.max(0, Math.min(headroom + heldBytes - bodyBytes, most));
    return {
      ...bounds,
      roomBytes: Math.min(bounds.roomBytes, ROOM_SHARE * objects + bodyBytes),
      headroomBytes: Math.min(bounds.headroomBytes, headroom),
    };
  }
}

function heapHeadroom({
  heapLimitBytes,
  heapUsedBytes,
}: Pick<MemorySample, 'heapLimitBytes' | 'heapUsedBytes'>) {
  return HEAP_SHARE * heapLimitBytes - heapUsedBytes;
}
