import { SeaworthyError } from '../../errors.ts';
import type { CacheStore, EntryOptions } from './cache-store.ts';
import type { TieredCache } from './tiered-cache.ts';

const noOptions: EntryOptions = {};

/** The part of a cache whose keys and tags begin with `prefix`. */
export function namespaced(cache: TieredCache, prefix: string): CacheStore {
  const within = (names: readonly string[]) => names.map((name) => prefix + name);
  const prefixed = (options: EntryOptions | undefined) => {
    if (prefix === '' || options?.tags === undefined) return options ?? noOptions;
    return { ...options, tags: within(options.tags) };
  };
  return {
    get: <V>(key: string) => cache.get(prefix + key) as Promise<V | undefined>,
    wrap: <V>(key: string, load: () => V | Promise<V>, options?: EntryOptions) =>
      cache.wrap(prefix + key, load, prefixed(options)) as Promise<V>,
    set: (key, value, options) => cache.set(prefix + key, value, prefixed(options)),
    delete: (...keys) => cache.drop({ keys: within(keys) }),
    invalidate: (...tags) => cache.drop({ tags: within(tags) }),
    clear: () => cache.drop({ prefix }),
    namespace(name) {
      if (name === '' || name.includes(':')) throw badName(name);
      return namespaced(cache, `${prefix}${name}:`);
    },
  };
}

function badName(name: string): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what: `A cache’s namespace can’t be named “${name}”`,
    where: 'namespace()',
    fix: 'Give it a name without a colon: the colon stands between names.',
  });
}
