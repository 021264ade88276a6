import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { redis } from '../../../src/stores/redis/index.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { stopped, testContext } from '../started.ts';
import { itIsACache } from './conformance.ts';
import { openCache } from './open-cache.ts';

describe('a cache in memory', () => {
  itIsACache((clock, options) => openCache({ ...options, clock }));
});

describe.skipIf(redisMissing !== '')(`a cache in Redis${redisMissing}`, () => {
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

  describe('alone', () => {
    itIsACache((clock, options) => openCache({ ...options, clock, redis: client, memory: false }));
  });

  describe('under a prefix of its client', () => {
    let prefixed: Redis;
    const componentOf = () => redis({ url: server.url, client: { keyPrefix: 'shop:' } });
    beforeAll(async () => {
      prefixed = await componentOf().start(testContext());
    });
    afterAll(() => stopped(componentOf(), prefixed));
    itIsACache((clock, options) => openCache({ ...options, clock, redis: prefixed, memory: false }));
  });

  describe('behind memory', () => {
    itIsACache((clock, options) => openCache({ ...options, clock, redis: client }));
  });
});
