/** A cache in two tiers: this process’s memory, then a Redis or Valkey that all replicas share. */
export { cacheStore } from './cache-component.ts';
export type { CacheStore, EntryOptions } from './cache-store.ts';
export { jsonCodec, type Codec } from './codec.ts';
export type { CacheHost, CacheStoreOptions, MemoryOptions } from './options.ts';
