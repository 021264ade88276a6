import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheStore } from '../../../src/stores/cache/index.ts';
import { redis } from '../../../src/stores/redis/index.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { started, testContext } from '../started.ts';
import { host } from './open-cache.ts';

describe.skipIf(redisMissing !== '')(`caches of two services on one server${redisMissing}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  const cacheOf = async (name: string, options: { prefix?: string } = {}) => {
    const client = await started(redis({ url: server.url }), testContext());
    return started(
      cacheStore({ ...host, name }, { redis: client, memory: false, ...options }),
      testContext(),
    );
  };

  test('hold what each has loaded under the same key', async () => {
    const [shop, harbour] = [await cacheOf('shop'), await cacheOf('harbour')];
    expect(await shop.wrap('1', () => 'product')).toBe('product');
    expect(await harbour.wrap('1', () => 'ship')).toBe('ship');
    expect(await shop.get('1')).toBe('product');
  });

  test('are one where both say so, as an API and its worker do', async () => {
    const [api, worker] = [
      await cacheOf('api', { prefix: 'shop' }),
      await cacheOf('worker', { prefix: 'shop' }),
    ];
    await api.set('1', 'product');
    await worker.delete('1');
    expect(await api.get('1')).toBeUndefined();
  });
});
