import type { GovernorOptions } from './governor-options.ts';
import type { MemorySample } from './source.ts';

/** V8 collects ever harder above this share of its limit, and dies at the limit. */
const HEAP_SHARE = 0.9;
/** What a young collection copies may take this share of what is between the soft limit and the hard one. */
const COPY_SHARE = 0.5;

/**
 * One number for two limits, in whole bytes: where less is left of V8's, what is left is that. What a young collection may copy in one go
 * has to fit into {@link COPY_SHARE} of what is between the soft limit and the hard one; what does not is in use already.
 *
 * @param idleBytes of what is in use: blocks that need no collection to be given back
 */
export function effectiveUse(
  { usedBytes, heapUsedBytes, heapLimitBytes, copyBytes }: MemorySample,
  { source, softLimitBytes }: Pick<GovernorOptions, 'source' | 'softLimitBytes'>,
  idleBytes: number,
): number {
  const heapHeadroom = HEAP_SHARE * heapLimitBytes - heapUsedBytes;
  const copied = Math.max(0, copyBytes - COPY_SHARE * (source.limitBytes - softLimitBytes));
  return Math.round(Math.max(usedBytes + copied - idleBytes, softLimitBytes - heapHeadroom));
}
