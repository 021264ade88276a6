import { expect, test, vi } from 'vitest';
import type { CacheStore, CacheStoreOptions } from '../../../src/stores/cache/index.ts';
import { VirtualClock } from '../../../src/testing/index.ts';

/** Opens a cache of the kind under test, for the length of one test. */
export type OpenConforming = (
  clock: VirtualClock,
  options: Partial<CacheStoreOptions>,
) => Promise<CacheStore>;

const MINUTE = 60_000;

/** What every cache does, whatever it keeps its entries in. */
export function itIsACache(open: OpenConforming): void {
  const start = async (options: Partial<CacheStoreOptions> = {}) => {
    const clock = new VirtualClock();
    return { clock, cache: await open(clock, options) };
  };

  test('gives back what was set, and nothing for what was not', async () => {
    const { cache } = await start();
    await cache.set('key', { name: 'Ünïcode\n', list: [1, null, { deep: true }] });
    expect(await cache.get('key')).toEqual({ name: 'Ünïcode\n', list: [1, null, { deep: true }] });
    expect(await cache.get('other')).toBeUndefined();
  });

  test('gives nobody what would change for others, on the first call neither', async () => {
    const { cache } = await start();
    const load = () => ({ list: [{ deep: true }] });
    await cache.set('set', load());
    const given = [await cache.get('set'), await cache.wrap('key', load), await cache.wrap('key', load)];
    for (const value of given as ReturnType<typeof load>[])
      expect([value, value.list, value.list[0]].map((part) => Object.isFrozen(part))).toEqual(
        Array(3).fill(true),
      );
  });

  test.each([[null], [0], [''], [false], ['text'], [[]], [{}]])('keeps %j', async (value) => {
    const { cache } = await start();
    await cache.set('key', value);
    const load = vi.fn<() => unknown>();
    expect(await cache.wrap('key', load)).toEqual(value);
    expect(load).not.toHaveBeenCalled();
  });

  test('loads once what is asked for again, and once more when it has expired', async () => {
    const { cache, clock } = await start();
    const load = vi.fn<() => number>().mockReturnValueOnce(1).mockReturnValueOnce(2);
    const wrap = () => cache.wrap('key', load, { ttlMs: MINUTE });
    expect([await wrap(), await wrap()]).toEqual([1, 1]);
    await clock.advance(MINUTE - 1);
    expect(await wrap()).toBe(1);
    await clock.advance(1);
    expect(await cache.get('key')).toBeUndefined();
    expect(await wrap()).toBe(2);
  });

  test.each([Infinity, Number.MAX_VALUE, 1000 / 3])('keeps a value for %d ms', async (ttlMs) => {
    const { cache } = await start();
    const options = { ttlMs, staleMs: ttlMs, tags: ['tag'] };
    await cache.wrap('loaded', () => 1, options);
    await cache.set('set', 2, options);
    expect([await cache.get('loaded'), await cache.get('set')]).toEqual([1, 2]);
  });

  test('ends lifetimes by chance, earlier by a part of them', async () => {
    const { cache, clock } = await start({ jitter: 0.5, random: () => 0.5 });
    await cache.set('key', 1, { ttlMs: MINUTE });
    await clock.advance(0.75 * MINUTE - 1);
    expect(await cache.get('key')).toBe(1);
    await clock.advance(1);
    expect(await cache.get('key')).toBeUndefined();
  });

  test('lets all who ask at the same time share one load', async () => {
    const { cache } = await start();
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const asked = Array.from({ length: 20 }, () => cache.wrap('key', load));
    await expect.poll(() => load).toHaveBeenCalled();
    asked.push(cache.wrap('key', load));
    source.resolve('value');
    expect(await Promise.all(asked)).toEqual(Array(21).fill('value'));
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('passes on what a load throws, to all who share it, and keeps nothing', async () => {
    const { cache } = await start();
    const fail = () => Promise.reject(new Error('source down'));
    const both = await Promise.allSettled([cache.wrap('key', fail), cache.wrap('key', fail)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.wrap('key', () => 'up again')).toBe('up again');
  });

  test('gives the same value on the first call as on every later one', async () => {
    const { cache } = await start();
    const load = () => ({ at: new Date(0), nothing: undefined });
    const first = await cache.wrap<object>('key', load);
    expect(first).toStrictEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(await cache.wrap<object>('key', load)).toStrictEqual(first);
  });

  test('shares values that nobody can change', async () => {
    const { cache } = await start();
    const first = await cache.wrap('key', () => ({ list: [{ price: 1 }] }));
    expect(() => (first.list[0] = { price: 2 })).toThrow(TypeError);
    expect(() => Object.assign(first.list[0] ?? {}, { price: 2 })).toThrow(TypeError);
    expect(await cache.get('key')).toEqual({ list: [{ price: 1 }] });
  });

  test('gives a stale value while a new one is loaded', async () => {
    const { cache, clock } = await start({ ttlMs: MINUTE, staleMs: MINUTE });
    await cache.set('key', 'old');
    await clock.advance(MINUTE);
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    expect(await Promise.all([cache.wrap('key', load), cache.wrap('key', load)])).toEqual(['old', 'old']);
    await expect.poll(() => load).toHaveBeenCalledTimes(1);
    expect(await cache.wrap('key', load)).toBe('old');
    source.resolve('new');
    await expect.poll(() => cache.wrap('key', load)).toBe('new');
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('gives a stale value on while its source is down, and no longer than it may', async () => {
    const { cache, clock } = await start({ ttlMs: MINUTE, staleMs: MINUTE });
    await cache.set('key', 'old');
    await clock.advance(MINUTE);
    const fail = vi.fn<() => Promise<string>>(() => Promise.reject(new Error('source down')));
    expect(await cache.wrap('key', fail)).toBe('old');
    await expect.poll(() => fail).toHaveBeenCalledTimes(1);
    await clock.advance(MINUTE);
    await expect(cache.wrap('key', fail)).rejects.toThrow('source down');
  });

  test('remembers that there is nothing, where and as long as asked to', async () => {
    const { cache, clock } = await start();
    const load = vi.fn<() => undefined>();
    const wrap = (negativeTtlMs: number) => cache.wrap('key', load, { negativeTtlMs });
    expect([await wrap(0), await wrap(0)]).toEqual([undefined, undefined]);
    expect(load).toHaveBeenCalledTimes(2);
    expect([await wrap(MINUTE), await wrap(MINUTE)]).toEqual([undefined, undefined]);
    expect(load).toHaveBeenCalledTimes(3);
    await clock.advance(MINUTE);
    await wrap(0);
    expect(load).toHaveBeenCalledTimes(4);
  });

  test('that there is nothing is never stale', async () => {
    const { cache, clock } = await start({ negativeTtlMs: MINUTE, staleMs: MINUTE });
    expect(await cache.wrap('key', () => undefined)).toBeUndefined();
    await clock.advance(MINUTE);
    expect(await cache.wrap('key', () => 'something')).toBe('something');
  });

  test('drops by key', async () => {
    const { cache } = await start();
    await Promise.all(['a', 'b', 'c'].map((key) => cache.set(key, key)));
    await cache.delete('a', 'b');
    expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([
      undefined,
      undefined,
      'c',
    ]);
  });

  test('drops by tag', async () => {
    const { cache } = await start();
    await cache.set('a', 1, { tags: ['red', 'small'] });
    await cache.wrap('b', () => 2, { tags: ['red'] });
    await cache.set('c', 3, { tags: ['blue'] });
    await cache.set('d', 4);
    await cache.invalidate('red', 'unknown');
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)))).toEqual([
      undefined,
      undefined,
      3,
      4,
    ]);
    await cache.set('a', 'again', { tags: ['red'] });
    expect(await cache.get('a')).toBe('again');
  });

  test.each([
    ['by its key', (cache: CacheStore) => cache.delete('key')],
    ['by a tag', (cache: CacheStore) => cache.invalidate('tag')],
    ['with everything', (cache: CacheStore) => cache.clear()],
  ])('does not keep what was dropped %s while it was loaded', async (_, drop) => {
    const { cache } = await start();
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const early = cache.wrap('key', load, { tags: ['tag'] });
    await expect.poll(() => load).toHaveBeenCalled();
    await drop(cache);
    source.resolve('old');
    expect(await early).toBe('old');
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.wrap('key', () => 'new', { tags: ['tag'] })).toBe('new');
  });

  test('lets nobody who asks after a drop share a load from before it', async () => {
    const { cache } = await start();
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const early = cache.wrap('key', load);
    await expect.poll(() => load).toHaveBeenCalled();
    await cache.delete('key');
    expect(await cache.wrap('key', () => 'new')).toBe('new');
    source.resolve('old');
    await early;
    expect(await cache.get('key')).toBe('new');
  });

  test('keeps what was set rather than what was just being loaded', async () => {
    const { cache } = await start();
    const source = Promise.withResolvers<string>();
    const load = vi.fn<() => Promise<string>>(() => source.promise);
    const early = cache.wrap('key', load);
    await expect.poll(() => load).toHaveBeenCalled();
    await cache.set('key', 'set');
    source.resolve('loaded');
    await early;
    expect(await cache.get('key')).toBe('set');
  });

  test('keeps namespaces apart, keys and tags', async () => {
    const { cache } = await start();
    const [red, blue] = [cache.namespace('red'), cache.namespace('blue')];
    const inner = red.namespace('inner');
    await Promise.all(
      [cache, red, blue, inner].map((part, index) => part.set('key', index, { tags: ['tag'] })),
    );
    const values = () => Promise.all([cache, red, blue, inner].map((part) => part.get('key')));
    expect(await values()).toEqual([0, 1, 2, 3]);
    await blue.invalidate('tag');
    expect(await values()).toEqual([0, 1, undefined, 3]);
    await red.clear();
    expect(await values()).toEqual([0, undefined, undefined, undefined]);
    expect(() => cache.namespace('a:b')).toThrow(expect.objectContaining({ code: 'SW_DEFINITION' }));
  });

  test('clears a namespace whose name has characters of a pattern', async () => {
    const { cache } = await start();
    const [odd, other] = [cache.namespace('a[b-c]?'), cache.namespace('ab')];
    await Promise.all([odd.set('key', 1), other.set('key', 2)]);
    await odd.clear();
    expect(await Promise.all([odd.get('key'), other.get('key')])).toEqual([undefined, 2]);
  });

  test('gives what is too large, and does not keep it', async () => {
    const { cache } = await start({ maxValueLength: 10 });
    const load = vi.fn<() => string>(() => 'x'.repeat(9));
    expect(await cache.wrap('key', load)).toHaveLength(9);
    expect(await cache.wrap('key', load)).toHaveLength(9);
    expect(load).toHaveBeenCalledTimes(2);
    await cache.set('key', 'short');
    await cache.set('key', 'no longer short');
    expect(await cache.get('key')).toBeUndefined();
  });

  test('takes another codec, and rejects what it cannot encode', async () => {
    const codec = { encode: (value: unknown) => String(value), decode: Number };
    const { cache } = await start({ codec });
    await cache.set('key', 42);
    expect(await cache.get('key')).toBe(42);
    const { cache: json } = await start();
    await expect(json.wrap('json', () => 1n)).rejects.toThrow(TypeError);
    await expect(json.wrap('json', () => () => {})).rejects.toThrow(TypeError);
    expect(await json.wrap('json', () => 1)).toBe(1);
  });
}
