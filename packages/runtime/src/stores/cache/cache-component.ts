import { randomHex } from '../../random-hex.ts';
import { orTimeout, type Component, type StartContext } from '../../lifecycle/index.ts';
import { checkRanges } from '../../ranges.ts';
import { assertEmbeddedAllowed } from '../embedded.ts';
import type { CacheStore } from './cache-store.ts';
import { jsonCodec } from './codec.ts';
import { Counts } from './counts.ts';
import { EntryMaker } from './entry-maker.ts';
import { Invalidations } from './invalidations.ts';
import { openMemoryTier } from './memory/index.ts';
import { measureCache } from './metrics.ts';
import { namespaced } from './namespaced.ts';
import type { CacheHost, CacheStoreOptions } from './options.ts';
import { openRedisTier } from './redis/index.ts';
import { noRemoteTier } from './remote-tier.ts';
import { TieredCache } from './tiered-cache.ts';

/**
 * A cache as a component: `const cache = await app.use(cacheStore(app, { redis }))`. With a Redis, this process’s memory
 * comes first and the server second; without, there is only the memory, for development.
 *
 * @throws SeaworthyError SW_EMBEDDED_STORE at the start, without a Redis in Kubernetes or production: what one replica
 * drops would stay in the others; SW_DEFINITION where a number is out of its range
 */
export function cacheStore(host: CacheHost, options: CacheStoreOptions): Component<CacheStore> {
  const { name = 'cache', ttlMs, staleMs, negativeTtlMs, jitter, maxValueLength, leaseMs } = options;
  const numbers = { ttlMs, staleMs, negativeTtlMs, jitter, maxValueLength, leaseMs };
  checkRanges(numbers, ranges, `component ${name}`, 'Correct it where the cache is made.');
  let opened: OpenCache | undefined;
  return {
    name,
    start(context) {
      const { redis, setting = 'REDIS_URL' } = options;
      const server = 'a Redis or Valkey server';
      if (redis === undefined)
        assertEmbeddedAllowed(host.embeddedAllowed, { store: 'The in-memory cache', setting, server });
      opened = open(name, host, options, context);
      return namespaced(opened.cache, '');
    },
    async stop(_store, deadline) {
      if (opened === undefined) return;
      await orTimeout(opened.cache.settled(), deadline);
      opened[Symbol.dispose]();
    },
  };
}

const ranges = {
  ttlMs: { from: 0 },
  staleMs: { from: 0 },
  negativeTtlMs: { from: 0 },
  jitter: { from: 0, to: 1 },
  maxValueLength: { from: 0 },
  leaseMs: { from: 1 },
};
interface OpenCache extends Disposable {
  readonly cache: TieredCache;
}

function open(name: string, host: CacheHost, options: CacheStoreOptions, context: StartContext): OpenCache {
  const { redis, codec = jsonCodec, random = Math.random } = options;
  const { clock } = context;
  const self = randomHex(16);
  const [counts, invalidations] = [new Counts(), new Invalidations()];
  const memory = openMemoryTier(host, options, invalidations);
  const { ttlMs = 60_000, staleMs = 0, negativeTtlMs = 0, jitter = 0.1, maxValueLength = 2 ** 20 } = options;
  const { leaseMs = 10_000 } = options;
  const { prefix = `${host.name}:${name}` } = options;
  const remote = redis && openRedisTier({ name, prefix, self, redis, codec, counts, context, leaseMs });
  const entries = new EntryMaker(
    { ttlMs, staleMs, negativeTtlMs, jitter, maxValueLength },
    { clock, codec, counts, random },
  );
  const cache = new TieredCache({
    clock,
    memory,
    remote: remote?.tier ?? noRemoteTier,
    invalidations,
    entries,
    counts,
    leaseMs,
  });
  // A copy in this process is only as good as what the others tell of it.
  const listening =
    memory &&
    remote?.listen({ onChange: (change) => cache.forget(change), onGap: () => invalidations.everything() });
  const measured = measureCache({
    name,
    counts,
    bytes: () => memory?.bytes ?? 0,
    bypassed: () => remote?.bypassed() ?? false,
  });
  return {
    cache,
    [Symbol.dispose]() {
      for (const part of [measured, listening, remote, memory]) part?.[Symbol.dispose]();
    },
  };
}
