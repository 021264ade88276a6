import { LRUCache } from 'lru-cache';
import { SeaworthyError } from '../../../errors.ts';
import { checkRanges } from '../../../ranges.ts';
import type { MemoryGovernor } from '../governor.ts';
import type { Shrinkable } from './relief.ts';

/** How large a cache may grow, and how its values are measured. */
export interface CacheOptions<Key, Value> {
  /** The most it holds, in bytes. Default: `share`; 64 MiB where there is no memory limit. */
  readonly maxBytes?: number;
  /** The most it holds, as a share of the soft limit, above 0 and at most 1. Default 0.25. */
  readonly share?: number;
  /**
   * Bytes that an entry takes. Text takes one byte a character in V8, two where it has any beyond Latin-1. What is no number is an
   * error of `set`.
   */
  readonly sizeOf: (value: Value, key: Key) => number;
  /** How long an entry is good for, in milliseconds. Default: until it is evicted. */
  readonly ttlMs?: number;
}

/** A cache bounded by size: the least recently used entries go first, and more of them when memory is short. */
export interface Cache<Key, Value> extends Disposable {
  get(key: Key): Value | undefined;
  /**
   * False: the value alone is larger than the cache may be by now, and was not kept.
   *
   * @throws SeaworthyError SW_DEFINITION where `sizeOf` tells no number
   */
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

const WHERE = 'app.memory.createCache';
const FIX = 'Correct it where the cache is made.';

const DEFAULT_SHARE = 0.25;
/** Where no limit says what a share of it is, in bytes. */
const BYTES_WITHOUT_LIMIT = 64 * 2 ** 20;
/** What an entry takes in the map and the list, beside key and value. */
const ENTRY_BYTES = 128;
/** After a shrink, the cache may grow again by this share of its maximum a second. */
const RECOVERY = 0.05;

/**
 * Makes a cache.
 *
 * @param governor undefined where there is no memory limit: nothing asks it to shrink then
 * @throws SeaworthyError SW_DEFINITION where an option is out of its range
 */
export function createCache<Key extends {}, Value extends {}>(
  governor: MemoryGovernor | undefined,
  options: CacheOptions<Key, Value>,
): Cache<Key, Value> {
  const { maxBytes, share = DEFAULT_SHARE, ttlMs } = options;
  const most = maxBytes ?? (governor ? share * governor.budget.softLimitBytes : BYTES_WITHOUT_LIMIT);
  const ranges = { share: { above: 0, to: 1 }, ttlMs: { above: 0 }, maxBytes: { from: 1 } };
  checkRanges({ share, ttlMs, maxBytes: most }, ranges, WHERE, FIX);
  return new ShrinkingCache(governor, options, Math.floor(most));
}

function refused(what: string): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what,
    where: WHERE,
    fix: FIX,
  });
}

class ShrinkingCache<Key extends {}, Value extends {}> implements Cache<Key, Value>, Shrinkable {
  readonly #governor: MemoryGovernor | undefined;
  readonly #entries: LRUCache<Key, Value>;
  readonly #sizeOf: (value: Value, key: Key) => number;
  readonly #maxBytes: number;
  readonly #registration: Disposable | undefined;
  #allowedBytes: number;

  constructor(
    governor: MemoryGovernor | undefined,
    { sizeOf, ttlMs = Infinity }: CacheOptions<Key, Value>,
    maxBytes: number,
  ) {
    this.#governor = governor;
    this.#sizeOf = sizeOf;
    this.#maxBytes = maxBytes;
    this.#allowedBytes = maxBytes;
    this.#entries = new LRUCache({
      maxSize: Math.min(maxBytes, Number.MAX_SAFE_INTEGER),
      // It takes whole numbers.
      ...(ttlMs !== Infinity && { ttl: Math.ceil(ttlMs) }),
    });
    this.#registration = governor?.addCache(this);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): boolean {
    const bytes = this.#sizeOf(value, key);
    // Such as the `byteLength` of a text, by code that passed no compiler: it would bound nothing.
    if (!(bytes >= 0)) throw refused(`\`sizeOf\` told ${bytes}, and must tell bytes`);
    const size = Math.max(1, Math.ceil(bytes)) + ENTRY_BYTES;
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
