import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planThreadHeap, threadShare } from './thread-heap.ts';

const MIB = 2 ** 20;

test.each([
  [256, 2, { maxOldGenerationSizeMb: 52, maxYoungGenerationSizeMb: 12 }],
  [256, 1, { maxOldGenerationSizeMb: 84, maxYoungGenerationSizeMb: 12 }],
  [1024, 2, { maxOldGenerationSizeMb: 272, maxYoungGenerationSizeMb: 48 }],
  [64, 1, { maxOldGenerationSizeMb: 13, maxYoungGenerationSizeMb: 3 }],
])('under %i MiB each of %i threads gets %j', (limit, threads, heap) => {
  expect(planThreadHeap(threadShare(limit * MIB, threads))).toEqual(heap);
});

test('property: all threads together, with as much for the main one, fit beside what a process needs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 128, max: 65_536 }), fc.integer({ min: 1, max: 64 }), (limit, threads) => {
      const share = threadShare(limit * MIB, threads);
      fc.pre(share >= 16 * MIB);
      const { maxOldGenerationSizeMb: old, maxYoungGenerationSizeMb: young } = planThreadHeap(share);
      expect((threads + 1) * (old + young)).toBeLessThanOrEqual(limit - 64);
      expect(young).toBeLessThan(old);
      expect(Math.log2(young / 3) % 1).toBe(0);
    }),
  );
});
