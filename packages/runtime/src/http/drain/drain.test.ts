import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { Drain } from './drain.ts';

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** When a connection ends that is given its turn at `at` after the start of the drain. */
async function endOf(drain: Drain, clock: VirtualClock, at: number): Promise<number> {
  await clock.advance(at);
  let ended = -1;
  drain.endLater(() => {
    ended = clock.now();
  });
  await clock.advance(60_000);
  return ended;
}

test('a connection ends in the last three fifths of the drain delay, and never before its turn', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30_000 }), draw, draw, async (delay, share, random) => {
      const clock = new VirtualClock();
      const drain = new Drain(clock, () => random);
      drain.begin(delay);
      const at = share * delay;
      const end = await endOf(drain, clock, at);
      expect(end).toBeGreaterThanOrEqual(Math.max(at, 0.4 * delay) - 1e-6);
      expect(end).toBeLessThanOrEqual(delay + 1e-6);
    }),
    // Of the clock's sums, one was 5.199999999999999 in place of 5.2.
    { numRuns: 50, examples: [[13, 0.028475066529812507, 0]] },
  );
});

test('without a drain delay it ends within a tenth of the budget, at most a second', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60_000 }), draw, async (budget, random) => {
      const clock = new VirtualClock();
      const drain = new Drain(clock, () => random);
      expect(drain.ending).toBe(false);
      drain.finish(budget);
      expect(await endOf(drain, clock, 0)).toBeLessThanOrEqual(Math.min(budget / 10, 1_000));
    }),
    { numRuns: 50 },
  );
});

test('one whose turn comes after the window ends at once', async () => {
  const clock = new VirtualClock();
  const drain = new Drain(clock, () => 0.9);
  drain.begin(1_000);
  expect(await endOf(drain, clock, 2_000)).toBe(2_000);
});
