import type { GovernorOptions } from './governor-options.ts';
import type { Limits } from './heap-headroom.ts';

/** The limits after a change of the hard one. A pod can be resized in place: less is obeyed at once, and more is used as far as V8's heap, which
 * stays as it is, allows. */
export function resizedLimits(
  before: Limits,
  limitBytes: number,
  { softLimitBytes: atStart, softLimitWithin }: Pick<GovernorOptions, 'softLimitBytes' | 'softLimitWithin'>,
): Limits {
  const share = before.softLimitBytes / before.limitBytes;
  const softLimitBytes = softLimitWithin?.(limitBytes) ?? Math.floor(share * limitBytes);
  return { limitBytes, softLimitBytes, heapSoftLimitBytes: Math.min(softLimitBytes, atStart) };
}
