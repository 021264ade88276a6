import { LRUCache } from 'lru-cache';
import type { MemoryGovernor } from './governor.ts';
import type { Shrinkable } from './relief.ts';

/** How large a cache may grow, and how its values are measured. */
export interface CacheOptions<Key, Value> {
  /** The most it holds, in bytes. Default: `share` of the soft limit. */
  readonly maxBytes?: number;
  /** The most it holds, as a share of the soft limit. Default 0.25. */
  readonly share?: number;
  /** Bytes that an entry takes. Text takes one byte a character in V8, two where it has any beyond Latin-1. */
  readonly sizeOf: (value: Value, key: Key) => number;
  /** How long an entry is good for, in milliseconds. Default: until it is evicted. */
  readonly ttlMs?: number;
}

/** A cache bounded by size: the least recently used entries go first, and more of them when memory is short. */
export interface Cache<Key, Value> extends Disposable {
  get(key: Key): Value | undefined;
  /** False: the value alone is larger than the cache may be by now, and was not kept. */
  set(key: Key, value: Value): boolean;
  has(key: Key): boolean;
  delete(key: Key): boolean;
  clear(): void;
  /** Number of entries. */
  readonly size: number;
  readonly bytes: number;
  /** The most it holds by now: lower after memory was short, up to `maxBytes`. */
  readonly allowedBytes: number;
}

const DEFAULT_SHARE = 0.25;
/** What an entry takes in the map and the list, beside key and value. */
const ENTRY_BYTES = 128;
/** After a shrink, the cache may grow again by this share of its maximum a second. */
const RECOVERY = 0.05;

/** Makes a cache. Without a governor (no memory limit) it needs `maxBytes`, and only that bounds it. */
export function createCache<Key extends {}, Value extends {}>(
  governor: MemoryGovernor | undefined,
  options: CacheOptions<Key, Value>,
): Cache<Key, Value> {
  const share = options.share ?? DEFAULT_SHARE;
  const maxBytes = options.maxBytes ?? Math.floor(share * (governor?.budget.softLimitBytes ?? Infinity));
  const cache = new ShrinkingCache(governor, options, maxBytes);
  return cache;
}

class ShrinkingCache<Key extends {}, Value extends {}> implements Cache<Key, Value>, Shrinkable {
  readonly #governor: MemoryGovernor | undefined;
  readonly #entries: LRUCache<Key, Value>;
  readonly #sizeOf: (value: Value, key: Key) => number;
  readonly #maxBytes: number;
  readonly #registration: Disposable | undefined;
  #allowedBytes: number;

  constructor(governor: MemoryGovernor | undefined, options: CacheOptions<Key, Value>, maxBytes: number) {
    this.#governor = governor;
    this.#sizeOf = options.sizeOf;
    this.#maxBytes = maxBytes;
    this.#allowedBytes = maxBytes;
    this.#entries = new LRUCache({
      maxSize: Math.min(maxBytes, Number.MAX_SAFE_INTEGER),
      ...(options.ttlMs !== undefined && { ttl: options.ttlMs }),
    });
    this.#registration = governor?.addCache(this);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): boolean {
    const size = Math.max(1, Math.ceil(this.#sizeOf(value, key))) + ENTRY_BYTES;
    this.#governor?.took(size);
    if (size > this.#allowedBytes) {
      this.#entries.delete(key);
      return false;
    }
    this.#entries.set(key, value, { size });
    this.#evictTo(this.#allowedBytes);
    return true;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  delete(key: Key): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get allowedBytes(): number {
    return this.#allowedBytes;
  }

  shrink(bytes: number): number {
    const before = this.bytes;
    this.#allowedBytes = Math.max(0, before - bytes);
    this.#evictTo(this.#allowedBytes);
    return before - this.bytes;
  }

  recover(): void {
    this.#allowedBytes = Math.min(this.#maxBytes, this.#allowedBytes + RECOVERY * this.#maxBytes);
  }

  [Symbol.dispose](): void {
    this.#registration?.[Symbol.dispose]();
    this.clear();
  }

  #evictTo(bytes: number): void {
    while (this.bytes > bytes && this.size > 0) this.#entries.pop();
  }
}
