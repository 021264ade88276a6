import type { GovernorOptions } from '../governor-options.ts';
import { planHeap } from '../heap/index.ts';

const MIB = 2 ** 20;
/** A heap fits that has this share of what would be planned: among several processes it is planned a little smaller. */
const PLANNED_SHARE = 0.75;

/** The limits by which a process lives, in bytes. */
export interface Limits {
  readonly limitBytes: number;
  readonly softLimitBytes: number;
  /** The soft limit that V8's heap fits. */
  readonly heapSoftLimitBytes: number;
}

/**
 * The limits of a process whose old space ends at `heapLimitBytes`, which it keeps for life. Where the pod is larger than such a heap
 * would be planned for, since it was resized or the heap was set by hand, V8 has little left from the start, seen from the
 * pod's limit; so what is left counts in proportion.
 */
export function limitsWith(limitBytes: number, softLimitBytes: number, heapLimitBytes: number): Limits {
  const planned = planHeap(limitBytes).oldSpaceMiB * MIB;
  const share = Math.min(1, heapLimitBytes / (PLANNED_SHARE * planned));
  return { limitBytes, softLimitBytes, heapSoftLimitBytes: share * softLimitBytes };
}

/** The limits after a change of the hard one. A pod can be resized in place: less is obeyed at once, and more is used as far as V8's heap, which
 * stays as it is, allows. */
export function resizedLimits(
  before: Limits,
  limitBytes: number,
  heapLimitBytes: number,
  softLimitWithin: GovernorOptions['softLimitWithin'],
): Limits {
  const share = before.softLimitBytes / before.limitBytes;
  const softLimitBytes = softLimitWithin?.(limitBytes) ?? Math.floor(share * limitBytes);
  return limitsWith(limitBytes, softLimitBytes, heapLimitBytes);
}
