import KeyvRedis from '@keyv/redis';
import { defineService } from '@seaworthy/runtime';
import { cacheStore, type CacheStore } from '@seaworthy/runtime/cache';
import { redis } from '@seaworthy/runtime/redis';
import { Cacheable } from 'cacheable';
import { Keyv } from 'keyv';
import { redisMissing, RedisServer } from '../../packages/runtime/test/stores/redis-server.ts';
import type { Contender, OpenPart, Part } from './part.ts';

/** Gives the value of a key, from the cache once it has been loaded. */
type Wrap = (key: string, load: () => Promise<Product>) => Promise<Product | undefined>;

interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  readonly stock: number;
  readonly tags: readonly string[];
}

/** What a hit costs where this process’s memory has the value, and where only Redis has it. */
export const cachePart: Part = {
  packages: ['cacheable', 'keyv', '@keyv/redis', 'ioredis'],
  open: openCaches,
};

const TTL_MS = 3_600_000;
const KEYS = Array.from({ length: 1000 }, (_, id) => `product:${id}`);

async function openCaches(): Promise<OpenPart> {
  const server = redisMissing === '' ? await RedisServer.start() : undefined;
  await using opening = new AsyncDisposableStack();
  // Released last.
  if (server !== undefined) opening.use(server);
  const ours = await openOurs(server?.url, opening);
  const contenders = [
    contender('seaworthy', 'cache hit in memory', (key, load) => ours.memory.wrap(key, load)),
    contender('cacheable', 'cache hit in memory', cacheable(new Cacheable({ ttl: TTL_MS }))),
    contender('keyv', 'cache hit in memory', byHand(new Keyv({ ttl: TTL_MS }))),
    // As ours, it hands out one object to all callers, where by default each gets a copy of its own from JSON.
    contender(
      'keyv without serialisation',
      'cache hit in memory',
      byHand(sharing(new Keyv({ ttl: TTL_MS }))),
    ),
  ];
  const { shared } = ours;
  if (server !== undefined && shared !== undefined) {
    const keyv = (namespace: string) => {
      const made = new Keyv({ store: new KeyvRedis(server.url), namespace, ttl: TTL_MS });
      opening.defer(() => made.disconnect());
      return made;
    };
    contenders.push(
      contender('seaworthy', 'cache hit in Redis', (key, load) => shared.wrap(key, load)),
      contender('cacheable', 'cache hit in Redis', cacheable(new Cacheable({ primary: keyv('cacheable') }))),
      contender('keyv', 'cache hit in Redis', byHand(keyv('keyv'))),
    );
  }
  const opened = opening.move();
  const missing = {
    name: 'cache hit in Redis',
    reason: 'redis-server is not installed; Debian package redis-server',
  };
  return {
    contenders,
    skipped: server === undefined ? [missing] : [],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Ours, in a service, as it is used. */
async function openOurs(url: string | undefined, opened: AsyncDisposableStack) {
  const caches: { memory?: CacheStore; shared?: CacheStore } = {};
  const service = defineService({
    name: 'bench',
    version: '1.0.0',
    async start(app) {
      caches.memory = await app.use(cacheStore(app, { redis: undefined, ttlMs: TTL_MS }));
      if (url === undefined) return;
      const client = await app.use(redis({ url }));
      caches.shared = await app.use(
        cacheStore(app, { name: 'shared', redis: client, memory: false, ttlMs: TTL_MS }),
      );
    },
  });
  opened.use(await service.start({ env: { ADMIN_PORT: '0', LOG_LEVEL: 'error' } }));
  const { memory, shared } = caches;
  if (memory === undefined) throw new Error('The service did not open its cache');
  return { memory, shared };
}

function cacheable(cache: Cacheable): Wrap {
  return (key, load) => cache.getOrSet(key, load);
}

function sharing(keyv: Keyv): Keyv {
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}

/** keyv only gets and sets: this is what its users write around it. */
function byHand(keyv: Keyv): Wrap {
  return async (key, load) => {
    const kept = await keyv.get<Product>(key);
    if (kept !== undefined) return kept;
    const value = await load();
    await keyv.set(key, value);
    return value;
  };
}

/** Callers that are served at the same time: one alone would measure the way to the server and back. */
const CALLERS = 16;

function contender(name: string, operation: string, wrap: Wrap): Contender {
  const load = (key: string) => () => Promise.resolve(product(key));
  let loaded = false;
  const caller = async (first: number, count: number) => {
    for (let index = first; index < count; index += CALLERS) {
      const key = KEYS[index % KEYS.length] ?? '';
      const value = await wrap(key, loaded ? unexpected : load(key));
      if (value?.id !== key) throw new Error(`${name} gave ${JSON.stringify(value)} for ${key}`);
    }
  };
  const inMemory = operation.endsWith('memory');
  return {
    name,
    operation,
    count: inMemory ? 200_000 : 20_000,
    quickCount: inMemory ? 50_000 : 5_000,
    async run(count) {
      await Promise.all(Array.from({ length: CALLERS }, (_, first) => caller(first, count)));
      loaded = true;
    },
  };
}

function unexpected(): Promise<Product> {
  throw new Error('What was cached is loaded again');
}

function product(id: string): Product {
  return {
    id,
    name: `Coffee ${id}, whole beans`,
    priceCents: 1290,
    stock: 42,
    tags: ['coffee', 'fair trade'],
  };
}
