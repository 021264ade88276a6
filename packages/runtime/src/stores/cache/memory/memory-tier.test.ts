import { expect, test } from 'vitest';
import { createCache } from '../../../resources/index.ts';
import { Invalidations } from '../invalidations.ts';
import { MemoryTier, sizeOf, type HeldEntry } from './memory-tier.ts';

const entry = { value: 'v', freshUntil: 1_000, staleUntil: 5_000, tags: [], text: '"v"' };
const tier = (ttlMs: number) =>
  new MemoryTier(
    createCache<string, HeldEntry>(undefined, { maxBytes: 10_000, sizeOf }),
    new Invalidations(),
    ttlMs,
  );

test.each([
  ['beside a server, until its time or the entry is over', 400, 0, 400],
  ['beside a server, no longer than the entry is fresh', 400, 900, 1_000],
  ['alone, until the entry may not even be stale', Infinity, 0, 5_000],
])('a copy is good %s', (_, ttlMs, writtenAt, goodUntil) => {
  const memory = tier(ttlMs);
  memory.write('key', entry, 0, writtenAt);
  expect(memory.read('key', goodUntil - 1)?.value).toBe('v');
  expect(memory.read('key', goodUntil)).toBeUndefined();
});
