import { expect, test } from 'vitest';
import type { CacheHost } from './cache/options.ts';
import { cacheStore } from './cache/index.ts';
import { postgres } from './postgres/index.ts';
import { redis } from './redis/index.ts';
import { folderStore, uploads } from './uploads/index.ts';

const store = folderStore({ folder: 'uploads', allowed: true });
const host = {} as CacheHost;

test.each<[string, () => unknown]>([
  ['`maxConnections` is 0', () => postgres({ connection: 'postgres://db', maxConnections: 0 })],
  ['`lockMs` is NaN', () => postgres({ connection: 'postgres://db', timeouts: { lockMs: Number.NaN } })],
  ['`commandTimeoutMs` is 0', () => redis({ url: 'redis://cache', commandTimeoutMs: 0 })],
  ['`maxPending` is NaN', () => redis({ url: 'redis://cache', maxPending: Number.NaN })],
  ['`jitter` is 10', () => cacheStore(host, { redis: undefined, jitter: 10 })],
  ['`ttlMs` is -1', () => cacheStore(host, { redis: undefined, ttlMs: -1 })],
  ['`maxBytes` is NaN', () => uploads({ store, types: ['image/*'], maxBytes: Number.NaN })],
  ['`sweepEveryMs` is 0', () => uploads({ store, types: ['image/*'], maxBytes: 1, sweepEveryMs: 0 })],
])('%s: refused where the component is made, with what it takes', (what, make) => {
  expect(make).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      message: expect.stringContaining(`${what}; it takes`) as unknown,
    }),
  );
});
