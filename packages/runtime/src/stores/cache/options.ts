import type { Redis } from 'ioredis';
import type { Cache, CacheOptions } from '../../resources/index.ts';
import type { Codec } from './codec.ts';

/** What a cache needs of the service: an `App` has it. */
export interface CacheHost {
  /** The service's name. */
  readonly name: string;
  /** False: a cache without Redis is refused. */
  readonly embeddedAllowed: boolean;
  readonly memory: {
    createCache<Key extends {}, Value extends {}>(options: CacheOptions<Key, Value>): Cache<Key, Value>;
  };
}

/** How large the part of a cache is that this process holds, and how old it may be. */
export interface MemoryOptions {
  /** The most it holds, in bytes. Default: `share`; 64 MiB where there is no memory limit. */
  readonly maxBytes?: number;
  /** The most it holds, as a share of the soft memory limit. Default 0.1. */
  readonly share?: number;
  /**
   * Beside a Redis: milliseconds for which a copy is good. Other replicas’ changes are told at once; this bounds how long a
   * message that was lost is missed. Default 5000.
   */
  readonly ttlMs?: number;
}

/** How a cache behaves. Times are in milliseconds. */
export interface CacheStoreOptions {
  /** Unique name: of the component and the metrics. Default `cache`. */
  readonly name?: string;
  /**
   * What its keys on the server begin with. Programs that share a cache, such as an API and a worker that drops what it has changed, state the
   * same. Default: the names of the service and the cache, `shop:cache`, since a server may be shared with services that give other values the same keys.
   */
  readonly prefix?: string;
  /** The server that all replicas share. Undefined: this process’s memory alone, for development. */
  readonly redis: Redis | undefined;
  /** The setting that names the server, for the error where it is missing. Default `REDIS_URL`. */
  readonly setting?: string;
  /** This process’s memory before the server; false: none. Always there without a server. */
  readonly memory?: MemoryOptions | false;
  /** How long values are fresh; Infinity: until they are dropped or there is no room. Default 60,000. */
  readonly ttlMs?: number;
  /** How long they are given after that, while a new one is loaded. Default 0. */
  readonly staleMs?: number;
  /** How long it is remembered that there is no value. Default 0: not at all. */
  readonly negativeTtlMs?: number;
  /** By how much lifetimes differ at random, as a part of them, 0 to 1. Default 0.1: up to a tenth shorter. */
  readonly jitter?: number;
  /** Values whose text is longer, in characters, are not kept. Default 1,048,576. */
  readonly maxValueLength?: number;
  /**
   * How long a caller may load while others wait, of this replica and of others; longer loads are not stored on the server. What
   * a replica that was killed was loading, or what never comes, is loaded by another after that. Default 10,000.
   */
  readonly leaseMs?: number;
  /** How values become text. Default: JSON. */
  readonly codec?: Codec;
  /** Uniform in [0, 1), for the jitter. Default `Math.random`. */
  readonly random?: () => number;
}
