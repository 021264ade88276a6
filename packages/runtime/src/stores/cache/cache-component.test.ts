import { expect, test } from 'vitest';
import { createCache, type CacheOptions } from '../../resources/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import { cacheStore } from './cache-component.ts';
import type { CacheHost, CacheStoreOptions } from './options.ts';

/** What a host is asked for when a cache starts there. */
async function askedFor(host: Partial<CacheHost>, budget: object | undefined, options = {}) {
  const asked: Pick<CacheOptions<never, never>, 'share' | 'maxBytes'>[] = [];
  const memory: CacheHost['memory'] = {
    budget,
    createCache({ sizeOf, ...bounds }) {
      asked.push(bounds);
      return createCache(undefined, { sizeOf, ...bounds });
    },
  };
  const settings: CacheStoreOptions = { redis: undefined, ...options };
  const context = { clock: new VirtualClock(), signal: new AbortController().signal, emit: () => {} };
  await cacheStore({ embeddedAllowed: true, memory, ...host }, settings).start(context);
  return asked;
}

test('without a server is refused where its entries would be missed, with the setting that fixes it', async () => {
  await expect(
    askedFor({ embeddedAllowed: false }, undefined, { setting: 'CACHE_URL' }),
  ).rejects.toMatchObject({
    code: 'SW_EMBEDDED_STORE',
    message: expect.stringContaining('Set CACHE_URL to a Redis or Valkey server') as unknown,
  });
});

test.each([
  ['a tenth of the soft memory limit', {}, {}, { share: 0.1 }],
  ['64 MiB where there is no limit', undefined, {}, { maxBytes: 64 * 2 ** 20 }],
  ['as much as it is told to', {}, { memory: { maxBytes: 1000 } }, { maxBytes: 1000 }],
  ['another share', {}, { memory: { share: 0.2 } }, { share: 0.2 }],
])('holds %s, under the memory governor', async (_, budget, options, bounds) => {
  expect(await askedFor({}, budget, options)).toEqual([bounds]);
});
