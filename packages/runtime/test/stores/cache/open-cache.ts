import type { Redis } from 'ioredis';
import { systemClock, type Clock } from '../../../src/clock.ts';
import { createCache } from '../../../src/resources/index.ts';
import {
  cacheStore,
  type CacheHost,
  type CacheStore,
  type CacheStoreOptions,
} from '../../../src/stores/cache/index.ts';
import { started, testContext, type TestContext } from '../started.ts';

/** A service without a memory limit. */
export const host: CacheHost = {
  name: 'shop',
  embeddedAllowed: true,
  memory: { createCache: (options) => createCache(undefined, options) },
};

/** How a test opens a cache. Lifetimes have no jitter unless asked for. */
export interface OpenOptions extends Partial<CacheStoreOptions> {
  readonly redis?: Redis | undefined;
  readonly clock?: Clock;
  readonly context?: TestContext;
}

/** Opens a cache until the test is over. */
export function openCache({
  clock = systemClock,
  context,
  redis,
  ...options
}: OpenOptions): Promise<CacheStore> {
  const component = cacheStore(host, { jitter: 0, prefix: 'cache', ...options, redis });
  return started(component, { ...(context ?? testContext()), clock });
}
