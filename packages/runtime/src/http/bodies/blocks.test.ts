import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockSizeFor } from './block-sizes.ts';
import { Blocks } from './blocks.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;

test('sizes come in four a doubling, and others are left as they are', () => {
  const sizes = [1, 65_535, 65_536, 65_537, 80 * KIB + 1, 2 * MIB, 2 * MIB + 1, 8 * MIB, 8 * MIB + 1];
  const got = [1, 65_535, 65_536, 80 * KIB, 96 * KIB, 2 * MIB, 2.5 * MIB, 8 * MIB, 8 * MIB + 1];
  expect(sizes.map(blockSizeFor)).toEqual(got);
  fc.assert(
    fc.property(fc.integer({ min: 64 * KIB, max: 8 * MIB }), (bytes) => {
      const size = blockSizeFor(bytes);
      expect(size).toBeGreaterThanOrEqual(bytes);
      expect(size).toBeLessThanOrEqual(1.25 * bytes);
      expect(blockSizeFor(size)).toBe(size);
    }),
  );
});

test('a block that was given back is used again, and whoever still holds it finds it empty', () => {
  const blocks = new Blocks();
  const first = blocks.take(100_000).fill('a');
  const held = first.subarray(10);
  blocks.give(first);
  expect([first.length, held.length]).toEqual([0, 0]);
  expect(blocks.idleBytes).toBe(112 * KIB);
  const second = blocks.take(100_000);
  expect(second.toString('latin1', 0, 3)).toBe('aaa');
  second.fill('b');
  expect([first.length, held[0]]).toEqual([0, undefined]);
  // What was taken away from its user twice is kept once.
  blocks.give(first);
  expect(blocks.idleBytes).toBe(0);
});

test('small and very large blocks are freed at once', () => {
  const blocks = new Blocks();
  for (const bytes of [0, 1, 65_535, 8 * MIB + 1]) {
    const block = blocks.take(bytes);
    expect(block.length).toBeGreaterThanOrEqual(bytes);
    blocks.give(block);
    expect([block.length, blocks.idleBytes]).toEqual([0, 0]);
  }
});

test('what is idle is bounded, and sizes that are asked for no more go first', () => {
  const blocks = new Blocks();
  blocks.limitIdle(MIB);
  const small = Array.from({ length: 20 }, () => blocks.take(64 * KIB));
  for (const block of small) blocks.give(block);
  expect(blocks.idleBytes).toBe(MIB);
  const [large, larger] = [blocks.take(512 * KIB), blocks.take(2 * MIB)];
  blocks.give(large);
  blocks.give(larger);
  expect(blocks.idleBytes).toBe(MIB);
  blocks.take(512 * KIB);
  expect(blocks.idleBytes).toBe(MIB / 2);
  blocks.limitIdle(100 * KIB);
  expect(blocks.idleBytes).toBe(64 * KIB);
});

test('what is idle is freed as far as is asked for', () => {
  const blocks = new Blocks();
  const taken = [64 * KIB, 64 * KIB, MIB, 3 * MIB].map((bytes) => blocks.take(bytes));
  for (const block of taken) blocks.give(block);
  expect([blocks.free(100 * KIB), blocks.idleBytes]).toEqual([128 * KIB, 4 * MIB]);
  expect([blocks.free(Infinity), blocks.idleBytes, blocks.free(1)]).toEqual([4 * MIB, 0, 0]);
});

test('what is not in demand is freed little by little, what is used now and then stays', () => {
  const blocks = new Blocks();
  const taken = Array.from({ length: 8 }, () => blocks.take(MIB));
  for (const block of taken) blocks.give(block);
  const idle = () => blocks.idleBytes / MIB;
  const after = Array.from({ length: 6 }, () => {
    for (const block of [blocks.take(MIB), blocks.take(MIB)]) blocks.give(block);
    blocks.decay();
    return idle();
  });
  // Nothing is known of the time before the first call.
  expect(after).toEqual([8, 5, 3, 2, 2, 2]);
  for (let second = 0; second < 3; second++) blocks.decay();
  expect(idle()).toBe(0);
});

test('what is in use is counted until it is given back, or collected', async () => {
  const blocks = new Blocks();
  const [kept] = [blocks.take(MIB), blocks.take(2 * MIB)];
  expect(blocks.takenBytes).toBe(3 * MIB);
  setFlagsFromString('--expose-gc');
  const takenBehindCollection = () => {
    runInNewContext('gc')();
    return blocks.takenBytes;
  };
  await expect.poll(takenBehindCollection).toBe(MIB);
  blocks.give(kept);
  blocks.give(kept);
  expect(blocks.takenBytes).toBe(0);
});

test('whatever is taken and given, no two hold the same memory, and the bound holds', () => {
  const step = fc.oneof(
    fc.record({ take: fc.integer({ min: 1, max: MIB }) }),
    fc.record({ give: fc.nat() }),
    fc.record({ limit: fc.integer({ min: 0, max: 2 * MIB }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const blocks = new Blocks();
      const held: { readonly block: Buffer; readonly mark: number }[] = [];
      let [limit, count] = [8 * MIB, 0];
      for (const each of steps) {
        if ('take' in each) {
          const [block, mark] = [blocks.take(each.take), ++count % 256];
          block[0] = mark;
          held.push({ block, mark });
        } else if ('give' in each)
          for (const { block } of held.splice(each.give % (held.length + 1), 1)) blocks.give(block);
        else blocks.limitIdle((limit = each.limit));
        expect(blocks.idleBytes).toBeLessThanOrEqual(limit);
        for (const { block, mark } of held) expect(block[0]).toBe(mark);
      }
    }),
  );
});
