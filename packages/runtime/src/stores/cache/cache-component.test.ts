import { expect, test } from 'vitest';
import { createCache, type CacheOptions } from '../../resources/index.ts';
import { deadlineIn } from '../../lifecycle/index.ts';
import { collectedMetrics } from '../../telemetry/metrics/user/collected.props.ts';
import { VirtualClock } from '../../testing/index.ts';
import { cacheStore } from './cache-component.ts';
import type { CacheHost, CacheStoreOptions } from './options.ts';

const memory: CacheHost['memory'] = {
  createCache: (options) => createCache(undefined, options),
};
const contextOf = (clock = new VirtualClock()) => ({
  clock,
  signal: new AbortController().signal,
  emit: () => {},
});

/** What a host is asked for when a cache starts there. */
async function askedFor(host: Partial<CacheHost>, options = {}) {
  const asked: Pick<CacheOptions<never, never>, 'share' | 'maxBytes'>[] = [];
  const asking: CacheHost['memory'] = {
    createCache({ sizeOf, ...bounds }) {
      asked.push(bounds);
      return createCache(undefined, { sizeOf, ...bounds });
    },
  };
  const settings: CacheStoreOptions = { redis: undefined, ...options };
  await cacheStore({ name: 'shop', embeddedAllowed: true, memory: asking, ...host }, settings).start(
    contextOf(),
  );
  return asked;
}

test('without a server is refused where its entries would be missed, with the setting that fixes it', async () => {
  await expect(askedFor({ embeddedAllowed: false }, { setting: 'CACHE_URL' })).rejects.toMatchObject({
    code: 'SW_EMBEDDED_STORE',
    message: expect.stringContaining('Set CACHE_URL to a Redis or Valkey server') as unknown,
  });
});

test.each([
  ['a tenth of the soft memory limit', {}, { share: 0.1 }],
  ['as much as it is told to', { memory: { maxBytes: 1000 } }, { share: 0.1, maxBytes: 1000 }],
  ['another share', { memory: { share: 0.2 } }, { share: 0.2 }],
])('holds %s, under the memory governor', async (_, options, bounds) => {
  expect(await askedFor({}, options)).toEqual([bounds]);
});

test('tells how it answered and what it loaded, and when it stops waits for loads and is measured no more', async () => {
  const metrics = collectedMetrics();
  const figures = async () =>
    Object.fromEntries(
      (await metrics.collect()).flatMap(({ name, points }) =>
        points.map(({ labels, ...point }) => {
          const outcome = labels.attributes['seaworthy.cache.outcome'];
          const figure = name.slice('seaworthy_cache_'.length);
          const label = typeof outcome === 'string' ? `${figure} ${outcome}` : figure;
          return [label, 'value' in point && point.value];
        }),
      ),
    );
  const clock = new VirtualClock();
  const component = cacheStore(
    { name: 'shop', embeddedAllowed: true, memory },
    { redis: undefined, ttlMs: 1000, staleMs: 1000, jitter: 0, maxValueLength: 10 },
  );
  const cache = await component.start(contextOf(clock));
  await cache.wrap('a', () => 'value');
  for (let hit = 0; hit < 2; hit++) await cache.get('a');
  await cache.wrap('a', () => 'value');
  await cache.get('b');
  await cache.wrap('long', () => 'longer than 10');
  await expect(cache.wrap('b', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  const source = Promise.withResolvers<string>();
  const both = ['first', 'second'].map(() => cache.wrap('b', () => source.promise));
  await clock.advance(1000);
  await cache.wrap('a', () => 'fresh');
  await clock.advance(0);
  const told = await figures();
  expect(told).toMatchObject({
    'requests_total memory hit': 3,
    'requests_total stale': 1,
    'requests_total miss': 5,
    'requests_total shared': 1,
    'loads_total loaded': 3,
    'loads_total failed': 1,
    oversized_total: 1,
    bypassed: 0,
  });
  expect(told['memory_bytes']).toBeGreaterThan(0);

  using deadline = deadlineIn(clock, 1000);
  let stopped = false;
  const stopping = component.stop?.(cache, deadline)?.then(() => (stopped = true));
  await clock.advance(1);
  expect(stopped).toBe(false);
  source.resolve('late');
  expect(await Promise.all(both)).toEqual(['late', 'late']);
  await stopping;
  // The load that it waited for is not told of any more.
  expect(await figures()).toMatchObject({ 'loads_total loaded': 3 });
});
