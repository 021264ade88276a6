/** How long an entry is good for, and what it depends on. */
export interface EntryOptions {
  /** Milliseconds until the value is no longer fresh, less the jitter. Default: the store’s. */
  readonly ttlMs?: number;
  /**
   * Milliseconds for which {@link CacheStore.wrap} goes on giving a value that is no longer fresh, while one caller loads a
   * new one in the background (RFC 5861, `stale-while-revalidate`). Default: the store’s.
   */
  readonly staleMs?: number;
  /** Milliseconds for which it is remembered that there is no value (`undefined`); 0: not at all. Default: the store’s. */
  readonly negativeTtlMs?: number;
  /** What it depends on: {@link CacheStore.invalidate} of any of them drops the entry. */
  readonly tags?: readonly string[];
}

/**
 * A cache of values that can be had again, shared by all replicas where it has a Redis.
 *
 * It is never the reason that a request fails: without its server, values come from their source. Values are as the codec
 * gives them back (JSON: a `Date` is text, on the first call too), shared between callers, and therefore frozen.
 */
export interface CacheStore {
  /** The value, or undefined where there is none. */
  get<V>(key: string): Promise<V | undefined>;
  /**
   * The value, or what `load` gives, which is then kept. Of those who ask for a key at the same time, in all replicas, one
   * loads; `undefined` says that there is no such thing.
   *
   * @throws what `load` throws; nothing is kept then
   */
  wrap<V>(key: string, load: () => V | Promise<V>, options?: EntryOptions): Promise<V>;
  /** Keeps a value, instead of any that is just being loaded. */
  set(key: string, value: unknown, options?: EntryOptions): Promise<void>;
  /** Drops entries, and what is just being loaded for them. */
  delete(...keys: readonly string[]): Promise<void>;
  /** Drops the entries that have one of the tags, and what is just being loaded with one. Costs the same for any number. */
  invalidate(...tags: readonly string[]): Promise<void>;
  /** Drops everything of this namespace and those within it. It goes through all keys of the server: not for every day. */
  clear(): Promise<void>;
  /**
   * A part of the cache whose keys and tags are its own. `name` has no colon; where clients choose keys, those should have none
   * either: `1:a` of the namespace `user` is `a` of the namespace `1` within it.
   *
   * @throws SeaworthyError SW_DEFINITION where it has one, or is empty
   */
  namespace(name: string): CacheStore;
}
