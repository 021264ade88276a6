import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import { Collector } from './collector.ts';
import type { CollectionKind } from './v8-collection.ts';

/** Collections that take the given times, while the clock goes on. */
function collectionsOf(clock: { at: number }, times: () => number) {
  return {
    collect(kind: CollectionKind) {
      const ms = times();
      clock.at += ms;
      return { kind, ms };
    },
  };
}

test.each([
  [false, 0.25],
  [true, 0.5],
])(
  'whatever they take and however often they are asked for (urgent: %s), they have at most a share of %d',
  (urgent, share) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 40, noNaN: true }),
            fc.double({ min: 0.1, max: 200, noNaN: true }),
          ),
          { maxLength: 200 },
        ),
        (turns) => {
          const time = { at: 0 };
          let ms = 0;
          const clock = Object.assign(new VirtualClock(), { now: () => time.at });
          const collector = new Collector(
            clock,
            collectionsOf(time, () => ms),
          );
          let longest = 0;
          for (const [wait, length] of turns) {
            time.at += wait;
            ms = length;
            if (collector.collect('full', urgent) !== undefined) longest = Math.max(longest, length);
          }
          // What is saved up at most, and the one that was begun with the last of it.
          expect(collector.spentMs).toBeLessThanOrEqual(share * time.at + 50 + longest + 1e-6);
        },
      ),
    );
  },
);

test('is refused while the share is used up, and allowed again', () => {
  const time = { at: 0 };
  const clock = Object.assign(new VirtualClock(), { now: () => time.at });
  const collector = new Collector(
    clock,
    collectionsOf(time, () => 100),
  );
  expect(collector.collect('full')).toBe('full');
  // 50 ms were saved up; the other 50 take 200 ms, and the collection itself was half of these.
  time.at += 99;
  expect(collector.collect('young')).toBeUndefined();
  time.at += 2;
  expect(collector.collect('young')).toBe('young');
  expect(collector.spentMs).toBe(200);
});
