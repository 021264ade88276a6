import { describe, expect, test } from 'vitest';
import { Garbage } from './garbage.ts';

const MIB = 2 ** 20;
const alive = { usedBytes: 100 * MIB, takenBytes: 0, releasedBytes: 0 };

/** Right after a collection at 0 ms. */
function collected(): Garbage {
  const garbage = new Garbage(400 * MIB, alive.usedBytes);
  garbage.collected(0, alive, true);
  return garbage;
}

describe('a collection is worth its time', () => {
  test.each([
    ['what is in use', { ...alive, usedBytes: 120 * MIB }, 0, true],
    ['what is in use, by less', { ...alive, usedBytes: 119 * MIB }, 0, false],
    ['blocks, which need none', { ...alive, usedBytes: 120 * MIB, takenBytes: 20 * MIB }, 0, false],
    ['what requests gave back', { ...alive, releasedBytes: 20 * MIB }, 0, true],
    ['what was let go of just now', alive, 20 * MIB, true],
  ])('by a twentieth of the soft limit: %s', (_, figures, freedBytes, worth) => {
    expect(collected().isWorthCollecting(0, figures, freedBytes)).toBe(worth);
  });

  test('once much of what was alive was let go of', () => {
    const garbage = collected();
    garbage.expect();
    expect(garbage.isWorthCollecting(0, alive, 0)).toBe(true);
  });

  test('again after two seconds, twice as long after each that was in vain, sixteen at most', () => {
    const garbage = collected();
    let now = 0;
    const waits = [true, false, false, false, false, true].map((paid) => {
      garbage.collected(now, alive, paid);
      const from = now;
      while (!garbage.isWorthCollecting(now, alive, 0)) now += 1_000;
      return now - from;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 16_000, 2_000]);
  });
});
