import { expect, test } from 'vitest';
import type { BlockMemory } from '../../resources/index.ts';
import { blocks } from './blocks.ts';
import { governBlocks } from './govern.ts';

const MIB = 2 ** 20;

test('idle memory is bounded by the memory limit, counted, and freed when memory is short', () => {
  const kept: BlockMemory[] = [];
  governBlocks({
    budget: { limitBytes: 8 * MIB, softLimitBytes: 7 * MIB, usedBytes: 0 },
    keepBlocks: (memory) => void kept.push(memory),
  });
  // Tests of the same process may have left some.
  blocks.free(Infinity);
  const before = blocks.takenBytes;
  const taken = Array.from({ length: 3 }, () => blocks.take(MIB));
  expect(kept[0]?.takenBytes).toBe(before + 3 * MIB);
  for (const block of taken) blocks.give(block);
  expect([kept[0]?.takenBytes, kept[0]?.idleBytes]).toEqual([before, 2 * MIB]);
  expect(kept[0]?.free(1)).toBe(MIB);
  expect(kept[0]?.idleBytes).toBe(MIB);
});
