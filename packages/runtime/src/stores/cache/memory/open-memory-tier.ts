import type { Invalidations } from '../invalidations.ts';
import type { CacheHost, CacheStoreOptions } from '../options.ts';
import { MemoryTier, sizeOf, type HeldEntry } from './memory-tier.ts';

const DEFAULT_SHARE = 0.1;
const DEFAULT_TTL_MS = 5_000;

/** Opens the tier under the memory governor; undefined where it is not wanted. */
export function openMemoryTier(
  { memory: governed }: CacheHost,
  { memory: wanted = {}, redis }: CacheStoreOptions,
  invalidations: Invalidations,
): MemoryTier | undefined {
  if (wanted === false && redis !== undefined) return undefined;
  const { maxBytes, share = DEFAULT_SHARE, ttlMs = DEFAULT_TTL_MS } = wanted === false ? {} : wanted;
  const entries = governed.createCache<string, HeldEntry>({
    sizeOf,
    share,
    ...(maxBytes !== undefined && { maxBytes }),
  });
  return new MemoryTier(entries, invalidations, redis === undefined ? Infinity : ttlMs);
}
