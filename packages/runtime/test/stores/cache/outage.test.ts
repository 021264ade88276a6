import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { redis } from '../../../src/stores/redis/index.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { started, testContext, type TestContext } from '../started.ts';
import { openCache, type OpenOptions } from './open-cache.ts';

const recovery = { timeout: 10_000, interval: 20 };

describe.skipIf(redisMissing !== '')(`a cache without its server${redisMissing}`, () => {
  let server: RedisServer;
  let context: TestContext;
  beforeEach(async () => {
    server = await RedisServer.start();
    context = testContext();
  });
  afterEach(() => server.stop());

  async function open(options: OpenOptions = {}) {
    const client = await started(redis({ url: server.url, critical: false }));
    return { client, cache: await openCache({ redis: client, context, memory: false, ...options }) };
  }

  function states(): readonly unknown[] {
    return context.events.map((event) => event.type === 'cache' && event.state);
  }

  test('gives values from their source, and uses the server again when it is back', async () => {
    const { cache } = await open();
    await cache.set('key', 'cached');
    await server.stop();
    for (let request = 0; request < 5; request++)
      expect(await cache.wrap('key', () => 'from the source')).toBe('from the source');
    expect(await cache.get('key')).toBeUndefined();
    expect(states()).toEqual(['bypassed']);
    await server.start();
    await vi.waitFor(() => expect(states()).toEqual(['bypassed', 'recovered']), recovery);
    await cache.set('key', 'cached again');
    expect(await cache.wrap('key', () => 'from the source')).toBe('cached again');
  });

  test('says so where more changed meanwhile than is remembered, and nothing is left on the server', async () => {
    const { cache } = await open();
    await cache.set('untouched', 'cached');
    await server.stop();
    await vi.waitFor(async () => {
      await cache.delete('key');
      expect(states()).toEqual(['bypassed']);
    }, recovery);
    for (let index = 0; index <= 10_000; index++) await cache.delete(`key ${index}`);
    await server.start();
    await vi.waitFor(() => expect(states()).toEqual(['bypassed', 'recovered']), recovery);
    expect(context.events.at(-1)).toMatchObject({ state: 'recovered', emptied: true });
    expect(await cache.get('untouched')).toBeUndefined();
  });

  test('starts without it', async () => {
    await server.stop();
    const { cache } = await open();
    expect(await cache.wrap('key', () => 'from the source')).toBe('from the source');
  });

  test('sends nothing to a server that hangs once it has been given up', async () => {
    const { cache, client } = await open();
    server.hang();
    onTestFinished(() => server.resume());
    await vi.waitFor(async () => {
      await cache.wrap('key', () => 'from the source');
      expect(states()).toEqual(['bypassed']);
    }, recovery);
    const send = vi.spyOn(client, 'sendCommand');
    await Promise.all(
      Array.from({ length: 50 }, (_, key) => cache.wrap(`key ${key}`, () => 'from the source')),
    );
    await Promise.all([cache.get('key'), cache.set('key', 1), cache.delete('key'), cache.invalidate('tag')]);
    const commands = send.mock.calls.map(([{ name }]) => name).filter((name) => name !== 'ping');
    // The client says hello to the server that it tries to reach again; none is of the cache.
    expect(commands.filter((name) => !['hello', 'client', 'info'].includes(name))).toEqual([]);
  });

  test('lets those who ask at the same time share one load', async () => {
    const { cache } = await open();
    await server.stop();
    const load = vi.fn<() => string>(() => 'from the source');
    await Promise.all(Array.from({ length: 20 }, () => cache.wrap('key', load)));
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('spares the source by the copies of this process', async () => {
    const { cache } = await open({ memory: {} });
    await server.stop();
    const load = vi.fn<() => string>(() => 'from the source');
    for (let request = 0; request < 5; request++) await cache.wrap('key', load);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('makes up for a drop that failed alone', async () => {
    const { cache } = await open();
    const operator = await started(redis({ url: server.url }));
    const stored = () => operator.exists('cache:entry:key');
    await vi.waitFor(async () => {
      await cache.set('key', 'old');
      expect(await stored()).toBe(1);
    }, recovery);
    await operator.call('ACL', 'SETUSER', 'default', '-unlink');
    await cache.delete('key');
    expect(await stored()).toBe(1);
    await operator.call('ACL', 'SETUSER', 'default', '+unlink');
    await vi.waitFor(async () => expect(await stored()).toBe(0), recovery);
  });

  test('a value that could not be set is not followed by the one before it', async () => {
    const { cache } = await open();
    const operator = await started(redis({ url: server.url }));
    await vi.waitFor(async () => {
      await cache.set('key', 'old');
      expect(await operator.exists('cache:entry:key')).toBe(1);
    }, recovery);
    await operator.call('ACL', 'SETUSER', 'default', '-evalsha');
    await cache.set('key', 'new');
    await operator.call('ACL', 'SETUSER', 'default', '+evalsha');
    expect(await cache.get('key')).toBeUndefined();
    expect(states()).toEqual([]);
  });

  test('drops what was to be dropped meanwhile before it is used again', async () => {
    const [{ cache, client }, { cache: other }] = [await open(), await open()];
    await cache.set('by key', 'old');
    await cache.set('by tag', 'old', { tags: ['tag'] });
    await cache.set('set', 'old');
    await cache.set('kept', 'kept');
    await cache.namespace('part').set('key', 'old');
    // This replica alone is cut off; the server keeps what it has.
    server.hang();
    await cache.delete('by key');
    await cache.invalidate('tag');
    await cache.namespace('part').clear();
    await cache.set('set', 'new');
    expect(states()).toContain('bypassed');
    server.resume();
    await vi.waitFor(() => expect(states()).toContain('recovered'), recovery);
    await vi.waitFor(() => client.ping(), recovery);
    const values = await vi.waitFor(async () => {
      expect(await other.get('kept')).toBe('kept');
      return Promise.all([
        other.get('by key'),
        other.get('by tag'),
        other.namespace('part').get('key'),
        other.get('set'),
      ]);
    }, recovery);
    expect(values).toEqual([undefined, undefined, undefined, undefined]);
  });
});
