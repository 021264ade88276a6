import type { GovernorOptions } from './governor-options.ts';
import { limitsWith, type Limits } from './heap-headroom.ts';

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
