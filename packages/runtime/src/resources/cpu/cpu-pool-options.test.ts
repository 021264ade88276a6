import { expect, test } from 'vitest';
import { createCpuPool } from './cpu-pool.ts';
import type { CpuPoolOptions } from './cpu-pool-options.ts';

const worker = new URL('file:///work.js');

test.each<[Partial<CpuPoolOptions>, string]>([
  [{ worker: './work.js' as unknown as URL }, '`worker` is "./work.js"; it takes new URL('],
  [{ threads: 0 }, '`threads` is 0'],
  [{ threads: NaN }, '`threads` is NaN'],
  [{ threads: 1.5 }, '`threads` is 1.5'],
  [{ maxQueue: NaN }, '`maxQueue` is NaN'],
  [{ maxQueue: -1 }, '`maxQueue` is -1'],
  [{ threadHeapBytes: NaN }, '`threadHeapBytes` is NaN'],
  [{ threadHeapBytes: 64 }, '`threadHeapBytes` is 64; it takes numbers from 16777216'],
])('%o is refused', (options, what) => {
  expect(() => createCpuPool({ name: 'images', worker, ...options })).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      where: 'component images',
      message: expect.stringContaining(what) as string,
    }),
  );
});

test('what is at the edge is taken', () => {
  const options = { threads: 1, maxQueue: Infinity, threadHeapBytes: 16 * 2 ** 20 };
  expect(createCpuPool({ worker, ...options }).name).toBe('cpu pool');
  expect(createCpuPool({ worker, maxQueue: 0 }).name).toBe('cpu pool');
});
