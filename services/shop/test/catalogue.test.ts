import type { SpawnedService } from '@seaworthy/runtime/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client } from './client.ts';
import { postgresBin, PostgresServer, query } from './postgres.ts';
import { status } from './probing.ts';
import { redisProgram, RedisServer } from './redis.ts';
import { startShop } from './service-processes.ts';

const skipped = postgresBin === undefined || redisProgram === undefined;

describe.skipIf(skipped)('the cached catalogue (skipped without a PostgreSQL and a Redis server)', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let database: string;
  let shop: SpawnedService;
  let client: Client;
  beforeAll(async () => {
    postgres = await PostgresServer.create();
  });
  afterAll(() => postgres[Symbol.asyncDispose]());
  beforeEach(async () => {
    database = await postgres.createDatabase();
    redis = await RedisServer.create();
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

  test.each(['SIGKILL', 'SIGSTOP'] as const)('without its cache (%s) answers as before', async (signal) => {
    const before = await names();
    redis.kill(signal);
    expect(await names()).toEqual(before);
    await client.stock('buoy', 1);
    expect(await names()).toContain('buoy');
    await shop.line(({ event, to }) => event === 'state' && to === 'degraded');
    expect(await status(`${await shop.adminUrl()}/readyz`)).toBe(200);
  });

  test('starts without its cache, and uses it once it is there', async () => {
    redis.kill('SIGKILL');
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
