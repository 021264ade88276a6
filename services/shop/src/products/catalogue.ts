import type { Component, Secret } from '@seaworthy/runtime';
import { Redis } from 'ioredis';
import type { Database } from '../database/index.ts';
import { PAGE } from '../input.ts';
import { listProducts, type Product } from './queries.ts';

/** Seconds that the page is kept: so old may the stock on it be. An order looks at the database. */
const KEPT_SECONDS = 5;

const KEY = 'shop:products';

/** A connection to Redis for what may be lost at any time: while it is down the service is degraded, and still serves. */
export function redisCache(url: Secret): Component<Redis> {
  return {
    name: 'redis',
    async start() {
      const redis = new Redis(url.reveal(), {
        connectionName: 'shop',
        lazyConnect: true,
        connectTimeout: 1000,
        // An answer that takes longer than the database's is of no use, nor is one once it is back.
        commandTimeout: 100,
        enableOfflineQueue: false,
      });
      // It reconnects by itself; the check tells that it is down.
      redis.on('error', () => undefined);
      await redis.connect().catch(() => undefined);
      return redis;
    },
    stop: (redis) => redis.disconnect(),
    check: { run: (redis) => redis.ping(), critical: false, intervalMs: 1000 },
  };
}

/** The first page of products, which most visitors see, read through the cache where there is one. */
export class Catalogue {
  readonly #db: Database;
  readonly #redis: Redis | undefined;

  constructor(db: Database, redis: Redis | undefined) {
    this.#db = db;
    this.#redis = redis;
  }

  /** At most {@link PAGE} products in order of id. */
  async firstPage(): Promise<Product[]> {
    const kept = await orNothing(this.#kept());
    if (kept) return kept;
    const products = await listProducts(this.#db, '', PAGE);
    // Where the cache did not answer, it is not asked again.
    if (kept === null) await orNothing(this.#redis?.set(KEY, JSON.stringify(products), 'EX', KEPT_SECONDS));
    return products;
  }

  /** Forgets the page, as a product is new. A page read before and written after this is kept for its seconds. */
  async changed(): Promise<void> {
    await orNothing(this.#redis?.del(KEY));
  }

  async #kept(): Promise<Product[] | null | undefined> {
    const text = await this.#redis?.get(KEY);
    return typeof text === 'string' ? (JSON.parse(text) as Product[]) : text;
  }
}

/** What the cache answers; undefined where it can't: its failures are no one else's. */
async function orNothing<T>(asked: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await asked;
  } catch {
    return undefined;
  }
}
