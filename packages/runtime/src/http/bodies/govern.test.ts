import { expect, test } from 'vitest';
import { blocks } from './blocks.ts';
import { governBlocks } from './govern.ts';

const MIB = 2 ** 20;

test('idle memory is bounded by the memory limit, and freed when memory is short', () => {
  const caches: { bytes: number; shrink(bytes: number): number }[] = [];
  governBlocks({
    budget: { limitBytes: 16 * MIB, softLimitBytes: 15 * MIB, usedBytes: 0 },
    addCache(cache) {
      caches.push(cache);
      return { clear() {}, [Symbol.dispose]() {} };
    },
  });
  const taken = [blocks.take(MIB), blocks.take(MIB)];
  for (const block of taken) blocks.give(block);
  expect(caches[0]?.bytes).toBe(MIB);
  caches[0]?.shrink(1);
  expect(caches[0]?.bytes).toBe(0);
});
