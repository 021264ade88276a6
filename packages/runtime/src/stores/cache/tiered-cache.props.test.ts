import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCache } from '../../resources/index.ts';
import { VirtualClock } from '../../testing/index.ts';
import type { CacheStore } from './cache-store.ts';
import { cacheStore } from './cache-component.ts';
import type { CacheHost } from './options.ts';

const TTL_MS = 100;
const STALE_MS = 50;
const keys = ['a', 'b'] as const;

type Key = (typeof keys)[number];

/** What its source gives of a key. */
interface Value {
  readonly version: number;
  /** When the load was over, in milliseconds. */
  readonly loadedAt: number;
}

type Step =
  | {
      readonly kind: 'ask';
      readonly callers: number;
      readonly key: Key;
      readonly loadMs: number;
      readonly fails: boolean;
    }
  | { readonly kind: 'change'; readonly key: Key; readonly by: 'key' | 'tag' | 'set' | 'clear' }
  | { readonly kind: 'wait'; readonly ms: number };

const key = fc.constantFrom(...keys);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ask'),
      callers: fc.integer({ min: 1, max: 3 }),
      key,
      loadMs: fc.nat(120),
      fails: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      key,
      by: fc.constantFrom('key', 'tag', 'set', 'clear'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.nat(120) }) },
);

const host: CacheHost = {
  name: 'shop',
  embeddedAllowed: true,
  memory: { createCache: (options) => createCache(undefined, options) },
};

/** A source whose versions count up, and what is known of how it was asked. */
class Source {
  readonly #clock: VirtualClock;
  readonly #versions: Record<Key, number> = { a: 0, b: 0 };
  /** Loads under way, by key: the version that each found. */
  readonly #running: Record<Key, number[]> = { a: [], b: [] };
  /** Loads that ran beside another that had found the same version. */
  needless = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  version(of: Key): number {
    return this.#versions[of];
  }

  /** @returns the new version of the key; a clear is for when everything has changed */
  change(of: Key, by: string): number {
    for (const key of by === 'clear' ? keys : [of]) this.#versions[key]++;
    return this.#versions[of];
  }

  async load(of: Key, ms: number, fails: boolean): Promise<Value> {
    const version = this.#versions[of];
    const running = this.#running[of];
    if (running.includes(version)) this.needless++;
    running.push(version);
    try {
      await this.#clock.sleep(ms);
      if (fails) throw new Error('source down');
      return { version, loadedAt: this.#clock.now() };
    } finally {
      running.splice(running.indexOf(version), 1);
    }
  }
}

async function change(cache: CacheStore, of: Key, by: string, value: Value): Promise<void> {
  if (by === 'key') await cache.delete(of);
  else if (by === 'tag') await cache.invalidate(`tag ${of}`);
  else if (by === 'clear') await cache.clear();
  else await cache.set(of, value, { tags: [`tag ${of}`] });
}

test('whatever happens, one load at a time and nothing that is outdated', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new VirtualClock();
      const source = new Source(clock);
      const cache = await cacheStore(host, { redis: undefined, ttlMs: TTL_MS, staleMs: STALE_MS }).start({
        clock,
        signal: new AbortController().signal,
        emit: () => {},
      });
      const checks: Promise<void>[] = [];
      for (const it of steps) {
        if (it.kind === 'wait') await clock.advance(it.ms);
        else if (it.kind === 'change')
          await change(cache, it.key, it.by, {
            version: source.change(it.key, it.by),
            loadedAt: clock.now(),
          });
        else {
          for (let caller = 0; caller < it.callers; caller++) checks.push(ask(it));
          // Each load has begun before anything else happens.
          await clock.advance(0);
        }
      }
      async function ask({ key, loadMs, fails }: Extract<Step, { kind: 'ask' }>): Promise<void> {
        const [askedAt, least] = [clock.now(), source.version(key)];
        const load = () => source.load(key, loadMs, fails);
        const value = await cache.wrap(key, load, { tags: [`tag ${key}`] }).catch(() => undefined);
        if (value === undefined) return;
        expect(value.version).toBeGreaterThanOrEqual(least);
        expect(value.loadedAt).toBeGreaterThan(askedAt - TTL_MS - STALE_MS);
      }
      await clock.advance(1000);
      await Promise.all(checks);
      expect(source.needless).toBe(0);
    }),
    { numRuns: 500 },
  );
});
