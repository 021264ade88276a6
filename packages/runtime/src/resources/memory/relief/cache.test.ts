import { expect, onTestFinished, test, vi } from 'vitest';
import { createCache, type CacheOptions } from './cache.ts';
import type { MemoryGovernor } from '../governor.ts';
import { Relief } from './relief.ts';

const sizeOf = (value: string) => value.length;

/** As much of a governor as a cache needs. */
function governorOf(relief: Relief) {
  let taken = 0;
  const governor = {
    budget: { softLimitBytes: 10_000, limitBytes: 10_000, usedBytes: 0 },
    addCache: relief.addCache.bind(relief),
    took: (bytes: number) => void (taken += bytes),
  } as unknown as MemoryGovernor;
  return { governor, taken: () => taken };
}

const pressure = { level: 'high', limitBytes: 1, softLimitBytes: 1, usedBytes: 1 } as const;

test('holds as much as it may, the least recently used go first', () => {
  const cache = createCache<string, string>(undefined, { maxBytes: 3 * (100 + 128), sizeOf });
  for (const key of ['a', 'b', 'c']) cache.set(key, key.repeat(100));
  cache.get('a');
  cache.set('d', 'd'.repeat(100));
  expect(['a', 'b', 'c', 'd'].map((key) => cache.has(key))).toEqual([true, false, true, true]);
  expect(cache.bytes).toBe(3 * 228);
});

test('a value larger than the whole is not kept, and an older one of its key is gone', () => {
  const cache = createCache<string, string>(undefined, { maxBytes: 1000, sizeOf });
  expect(cache.set('a', 'small')).toBe(true);
  expect(cache.set('a', 'x'.repeat(2000))).toBe(false);
  expect(cache.get('a')).toBeUndefined();
});

test('an entry is good for as long as it is said to be', () => {
  let now = 1000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
    clock.mockRestore();
  });
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
  };
  const cache = createCache<string, string>(undefined, { maxBytes: 1000, sizeOf, ttlMs: 1000 });
  cache.set('a', 'a');
  pass(999);
  expect(cache.get('a')).toBe('a');
  pass(2);
  expect([cache.get('a'), cache.has('a')]).toEqual([undefined, false]);
});

test('a share of the soft limit bounds it where nothing else is said', () => {
  const { governor, taken } = governorOf(new Relief(() => undefined));
  const cache = createCache<number, string>(governor, { sizeOf });
  for (let key = 0; key < 100; key++) cache.set(key, 'x'.repeat(100));
  expect(cache.bytes).toBeLessThanOrEqual(2_500);
  expect(taken()).toBe(100 * 228);
});

test('caches give back in proportion, stay small, and grow again when memory is plentiful', () => {
  const relief = new Relief(() => undefined);
  const { governor } = governorOf(relief);
  const large = createCache<number, string>(governor, { maxBytes: 6_840, sizeOf });
  const small = createCache<number, string>(governor, { maxBytes: 2_280, sizeOf });
  for (let key = 0; key < 30; key++) large.set(key, 'x'.repeat(100));
  for (let key = 0; key < 10; key++) small.set(key, 'x'.repeat(100));
  const freed = relief.ask({ ...pressure, bytes: 4_560 });
  expect(freed).toBe(15 * 228 + 5 * 228);
  expect([large.size, small.size]).toEqual([15, 5]);
  for (let key = 100; key < 150; key++) large.set(key, 'x'.repeat(100));
  expect(large.size).toBe(15);
  relief.recover();
  expect(large.allowedBytes).toBe(15 * 228 + 0.05 * 6_840);
  for (let second = 0; second < 20; second++) relief.recover();
  expect(large.allowedBytes).toBe(6_840);
  for (let key = 200; key < 250; key++) large.set(key, 'x'.repeat(100));
  expect(large.size).toBe(30);
});

test('others are asked for what caches have left', () => {
  const relief = new Relief(() => undefined);
  const { governor } = governorOf(relief);
  const cache = createCache<number, string>(governor, { maxBytes: 6_840, sizeOf });
  for (let key = 0; key < 10; key++) cache.set(key, 'x'.repeat(100));
  const asked: number[] = [];
  relief.add(({ bytes }) => {
    asked.push(bytes);
    return 1_000;
  });
  relief.add(({ bytes }) => void asked.push(bytes));
  expect(relief.ask({ ...pressure, bytes: 3_000 })).toBe(2_280 + 1_000);
  expect(asked).toEqual([720, 0]);
});

test('a cache that is disposed of is asked no more, and empty', () => {
  const relief = new Relief(() => undefined);
  const { governor } = governorOf(relief);
  const cache = createCache<string, string>(governor, { maxBytes: 1000, sizeOf });
  cache.set('a', 'a');
  const { bytes } = cache;
  cache[Symbol.dispose]();
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
  // It holds something again: what is not asked gives nothing.
  cache.set('a', 'a');
  expect([cache.bytes, relief.ask({ ...pressure, bytes: 100 })]).toEqual([bytes, 0]);
});

test('without a memory limit the share of it that was asked for is 64 MiB', () => {
  expect(createCache<string, string>(undefined, { share: 0.5, sizeOf }).allowedBytes).toBe(64 * 2 ** 20);
  expect(createCache<string, string>(undefined, { maxBytes: Infinity, sizeOf }).allowedBytes).toBe(Infinity);
});

test('parts of bytes and of milliseconds are taken, and a time without end', () => {
  const cache = createCache<string, string>(undefined, { maxBytes: 1000.5, ttlMs: 0.5, sizeOf });
  expect(cache.allowedBytes).toBe(1000);
  expect(createCache<string, string>(undefined, { ttlMs: Infinity, sizeOf }).set('a', 'a')).toBe(true);
});

test.each<[Partial<CacheOptions<string, string>>, string]>([
  [{ share: 25 }, '`share` is 25; it takes numbers above 0, up to 1'],
  [{ share: 0 }, '`share` is 0'],
  [{ share: NaN }, '`share` is NaN'],
  [{ maxBytes: 0 }, '`maxBytes` is 0; it takes numbers from 1'],
  [{ maxBytes: NaN }, '`maxBytes` is NaN'],
  [{ ttlMs: 0 }, '`ttlMs` is 0'],
  [{ ttlMs: NaN }, '`ttlMs` is NaN'],
])('%o is refused', (options, what) => {
  expect(() => createCache<string, string>(undefined, { sizeOf, ...options })).toThrow(
    expect.objectContaining({ code: 'SW_DEFINITION', message: expect.stringContaining(what) as string }),
  );
});

test('a size that is no number is told, and nothing is taken for it', () => {
  const { governor, taken } = governorOf(new Relief(() => undefined));
  const sizeOfBytes = (value: string) => (value as unknown as Uint8Array).byteLength;
  const cache = createCache<string, string>(governor, { sizeOf: sizeOfBytes });
  expect(() => cache.set('a', 'text')).toThrow('`sizeOf` told undefined, and must tell bytes');
  expect([cache.size, taken()]).toEqual([0, 0]);
});
