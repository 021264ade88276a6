import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { redis } from '../../../src/stores/redis/index.ts';
import { spawnService, VirtualClock } from '../../../src/testing/index.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { started, stopped, testContext } from '../started.ts';
import { openCache, type OpenOptions } from './open-cache.ts';

describe.skipIf(redisMissing !== '')(`a cache of several replicas${redisMissing}`, () => {
  let server: RedisServer;
  let client: Redis;
  const component = () => redis({ url: server.url });
  beforeAll(async () => {
    server = await RedisServer.start();
    client = await component().start(testContext());
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    await stopped(component(), client);
    await server.stop();
  });

  /** A replica with a connection of its own, which listens to the others. */
  async function replica(options: OpenOptions = {}) {
    const before = await listeners();
    const cache = await openCache({ redis: await started(component()), ...options });
    if (options.memory === false) return cache;
    await expect.poll(() => listeners()).toBe(before + 1);
    // What it held when it began to listen is dropped, and what it is told after that comes later.
    await cache.set('told', true);
    await client.del('cache:entry:told');
    await client.publish('cache:changes', JSON.stringify({ keys: ['told'] }));
    await expect.poll(() => cache.get('told')).toBeUndefined();
    return cache;
  }

  async function listeners(): Promise<number> {
    const [, count] = (await client.pubsub('NUMSUB', 'cache:changes')) as [string, number];
    return count;
  }

  test('one replica loads, the others wait for what it comes to', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => replica({ memory: false })));
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const asked = replicas.map((cache) => cache.wrap('key', load));
    await expect.poll(() => load).toHaveBeenCalled();
    // Each has found the lease taken by now: a command that was sent after theirs is answered.
    await Promise.all(replicas.map((cache) => cache.get('other')));
    source.resolve('value');
    expect(await Promise.all(asked)).toEqual(Array(4).fill('value'));
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('replicas do not wait one behind another for what is not kept', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => replica({ memory: false })));
    const sources: PromiseWithResolvers<undefined>[] = [];
    const load = vi.fn<() => Promise<undefined>>(() => {
      const source = Promise.withResolvers<undefined>();
      sources.push(source);
      return source.promise;
    });
    const asked = replicas.map((cache) => cache.wrap('key', load));
    await expect.poll(() => load).toHaveBeenCalledTimes(1);
    sources[0]?.resolve(undefined);
    await expect.poll(() => load).toHaveBeenCalledTimes(4);
    for (const source of sources) source.resolve(undefined);
    expect(await Promise.all(asked)).toEqual(Array(4).fill(undefined));
  });

  test('another replica loads after one that failed', async () => {
    const [first, second] = [await replica(), await replica()];
    const source = Promise.withResolvers<string>();
    const failing = vi.fn<() => Promise<string>>(() => source.promise);
    const early = first.wrap('key', failing);
    await expect.poll(() => failing).toHaveBeenCalled();
    const late = second.wrap('key', () => 'value');
    source.reject(new Error('source down'));
    await expect(early).rejects.toThrow('source down');
    expect(await late).toBe('value');
  });

  test('another replica loads after the lease of one that does not come back', async () => {
    const [first, second] = [await replica({ leaseMs: 50 }), await replica()];
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const source = Promise.withResolvers<string>();
    const lost = first.wrap('key', load);
    await expect.poll(() => load).toHaveBeenCalled();
    expect(await second.wrap('key', () => 'value')).toBe('value');
    source.resolve('overtaken');
    await lost;
    expect(await second.get('key')).toBe('value');
    expect(await (await replica()).get('key')).toBe('value');
  });

  test('one replica refreshes what is stale', async () => {
    const clock = new VirtualClock();
    const options: OpenOptions = { clock, ttlMs: 60_000, staleMs: 60_000, memory: false };
    const replicas = await Promise.all([1, 2, 3].map(() => replica(options)));
    await replicas[0]?.set('key', 'old');
    await clock.advance(60_000);
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const wrap = () => Promise.all(replicas.map((cache) => cache.wrap('key', load)));
    expect(await wrap()).toEqual(['old', 'old', 'old']);
    await Promise.all(replicas.map((cache) => cache.get('other')));
    expect(load).toHaveBeenCalledTimes(1);
    source.resolve('new');
    await expect.poll(() => wrap()).toEqual(['new', 'new', 'new']);
  });

  test.each([
    ['a key', (cache: Awaited<ReturnType<typeof replica>>) => cache.delete('key')],
    ['a tag', (cache: Awaited<ReturnType<typeof replica>>) => cache.invalidate('tag')],
    ['everything', (cache: Awaited<ReturnType<typeof replica>>) => cache.clear()],
  ])('what one replica drops by %s is gone from the memory of the others', async (_, drop) => {
    // Copies that would outlive the test: it is the message that drops them.
    const memory = { ttlMs: 600_000 };
    const [first, second] = [await replica({ memory }), await replica({ memory })];
    await first.set('key', 'old', { tags: ['tag'] });
    expect(await second.get('key')).toBe('old');
    await drop(first);
    await expect.poll(() => second.get('key')).toBeUndefined();
  });

  test('what a lost message told of is missed for as long as a copy is good, and no longer', async () => {
    const clock = new VirtualClock();
    const cache = await replica({ clock, memory: { ttlMs: 5000 } });
    await cache.set('key', 'old');
    // As another replica would drop it, but for the message.
    await client.del('cache:entry:key');
    await clock.advance(4999);
    expect(await cache.get('key')).toBe('old');
    await clock.advance(1);
    expect(await cache.get('key')).toBeUndefined();
  });

  test('what one replica sets replaces what the others hold', async () => {
    const memory = { ttlMs: 600_000 };
    const [first, second] = [await replica({ memory }), await replica({ memory })];
    await first.set('key', 'old');
    expect(await second.get('key')).toBe('old');
    await first.set('key', 'new');
    await expect.poll(() => second.get('key')).toBe('new');
  });

  test('a replica does not store what another dropped while it was loading', async () => {
    const [first, second] = [await replica(), await replica()];
    for (const [drop, tags] of [
      [() => second.delete('key'), []],
      [() => second.invalidate('tag'), ['tag']],
      [() => second.clear(), []],
    ] as const) {
      const source = Promise.withResolvers<string>();
      const load = vi.fn<() => Promise<string>>(() => source.promise);
      const early = first.wrap('key', load, { tags });
      await expect.poll(() => load).toHaveBeenCalled();
      await drop();
      source.resolve('old');
      await early;
      expect(await second.get('key')).toBeUndefined();
      await expect.poll(() => first.get('key')).toBeUndefined();
    }
  });

  test('a tag whose version was lost drops its entries', async () => {
    const cache = await replica({ memory: false });
    await cache.set('key', 'value', { tags: ['tag'] });
    await client.del('cache:tag:tag');
    expect(await cache.get('key')).toBeUndefined();
    await cache.set('other', 'value', { tags: ['tag'] });
    expect(await cache.get('key')).toBeUndefined();
  });

  test('a replica whose connection was cut trusts nothing that it held', async () => {
    const memory = { ttlMs: 600_000 };
    const cache = await replica({ memory });
    await cache.set('key', 'old');
    const before = await listeners();
    // What a replica behind the cut would have done, unheard.
    await client.del('cache:entry:key');
    expect(await cache.get('key')).toBe('old');
    await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expect.poll(() => listeners()).toBe(before);
    await expect.poll(() => cache.get('key')).toBeUndefined();
  });

  test('entries that cannot be read are as good as absent', async () => {
    const cache = await replica();
    await client.set('cache:entry:key', 'written by a later release');
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.wrap('key', () => 'value')).toBe('value');
    expect(await (await replica()).get('key')).toBe('value');
  });

  test('nothing is kept on the server for longer than it lives', async () => {
    const cache = await replica();
    await cache.set('key', 'value', { ttlMs: 60_000, staleMs: 30_000, tags: ['tag'] });
    await cache.wrap('other', () => 'value', { ttlMs: 60_000, tags: ['tag'] });
    for (const key of await client.keys('cache:*')) expect(await client.pttl(key)).toBeGreaterThan(0);
    expect(await client.pttl('cache:entry:key')).toBeLessThanOrEqual(90_000);
    expect(await client.exists('cache:lease:key', 'cache:lease:other')).toBe(0);
  });

  test('processes that all start at once load once', async () => {
    const program = new URL('wrapping-service.ts', import.meta.url);
    const env = { REDIS_URL: server.url };
    const processes = Array.from({ length: 3 }, () => spawnService(program, { env }));
    try {
      const lines = await Promise.all(processes.map((it) => it.line((line) => 'value' in line)));
      expect(new Set(lines.map(({ value }) => value)).size).toBe(1);
      expect(lines.map(({ loads }) => Number(loads)).reduce((sum, loads) => sum + loads)).toBe(1);
    } finally {
      await Promise.all(processes.map((it) => it[Symbol.asyncDispose]()));
    }
  });
});
