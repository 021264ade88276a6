import type { SpawnedService } from '@seaworthy/runtime/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import {
  postgresMissing,
  PostgresServer,
  query,
} from '../../../packages/runtime/test/stores/postgres-server.ts';
import { status } from './probing.ts';
import { redisMissing, RedisServer } from '../../../packages/runtime/test/stores/redis-server.ts';
import { startShop } from './service-processes.ts';

const skipped = postgresMissing !== '' || redisMissing !== '';

describe.skipIf(skipped)(`the cached catalogue${postgresMissing}${redisMissing}`, () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let database: string;
  let shop: SpawnedService;
  let client: Client;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());
  beforeEach(async () => {
    database = await postgres.createDatabase();
    redis = await RedisServer.start();
    shop = startShop({ DATABASE_URL: database, REDIS_URL: redis.url });
    client = await Client.of(await shop.url());
  });
  afterEach(async () => {
    await shop[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  const names = async (path = '/products') =>
    (await client.get<{ products: { name: string }[] }>(path)).body.products.map(({ name }) => name);

  test('answers from the cache, for the first page only, until a product is new', async () => {
    const before = await names();
    await query(database, `update products set name = 'Renamed'`);
    expect(await names()).toEqual(before);
    expect(await names('/products?limit=4')).toEqual(before.map(() => 'Renamed'));
    await client.stock('buoy', 1);
    expect(await names()).toEqual(['Renamed', 'buoy', 'Renamed', 'Renamed', 'Renamed']);
  });

  test.each(['stop', 'hang'] as const)('without its cache (%s) answers as before', async (how) => {
    const before = await names();
    await redis[how]();
    expect(await names()).toEqual(before);
    await client.stock('buoy', 1);
    expect(await names()).toContain('buoy');
    await shop.line(({ event, to }) => event === 'state' && to === 'degraded');
    expect(await status(`${await shop.adminUrl()}/readyz`)).toBe(200);
  });

  test('starts without its cache, and uses it once it is there', async () => {
    await redis.stop();
    await using late = startShop({ DATABASE_URL: database, REDIS_URL: redis.url });
    client = await Client.of(await late.url());
    await late.line(({ event, to }) => event === 'state' && to === 'degraded');
    expect(await names()).not.toEqual([]);
    await redis.start();
    await late.line(({ event, from, to }) => event === 'state' && from === 'degraded' && to === 'ready');
    const before = await names();
    await query(database, `update products set name = 'Renamed'`);
    expect(await names()).toEqual(before);
  });
});
