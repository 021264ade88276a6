import type { CacheStore } from '@seaworthy/runtime/cache';
import { PAGE } from '../api/index.ts';
import type { Database } from '../database/index.ts';
import { listProducts, type Product } from './queries.ts';

/** How old the stock on the page may be; an order looks at the database. While a new page is read, the last one is given. */
const LIFETIME = { ttlMs: 5000, staleMs: 10_000, tags: ['products'] };

/** The first page of products, which most visitors see, read through the cache. */
export class Catalogue {
  readonly #db: Database;
  readonly #cache: CacheStore;

  constructor(db: Database, cache: CacheStore) {
    this.#db = db;
    this.#cache = cache;
  }

  /** At most {@link PAGE} products in order of id. */
  firstPage(): Promise<readonly Product[]> {
    return this.#cache.wrap('first page', () => listProducts(this.#db, '', PAGE), LIFETIME);
  }

  /** Forgets the page, as a product is new or has another photo. */
  changed(): Promise<void> {
    return this.#cache.invalidate('products');
  }
}
