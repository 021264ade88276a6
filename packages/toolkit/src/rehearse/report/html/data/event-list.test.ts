import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RehearsalEvent } from '../../../events.ts';
import { eventList } from './event-list.ts';

const readyAt = (at: number): RehearsalEvent => ({ type: 'pod-ready', pod: 'shop-1', ready: true, at });

/** So many events in each second. */
const seconds = (counts: readonly number[]) =>
  counts.flatMap((count, second) => Array.from({ length: count }, () => readyAt(second * 1000)));

const keptIn = (events: readonly RehearsalEvent[]) => {
  const { kept } = eventList(events, (at) => at);
  return Map.groupBy(kept, ([at]) => Math.floor(at / 1000));
};

test('of too many events as many are kept of each second, and no second is missing', () => {
  const kept = keptIn(seconds([20, 9000, 8000, 10]));
  expect([...kept.values()].map(({ length }) => length)).toEqual([20, 2485, 2485, 10]);
});

test('never more than the bound, in order, and none is left out without need', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(counts, (each) => {
      const events = seconds(each);
      const { kept, total } = eventList(events, (at) => at);
      expect(total).toBe(events.length);
      expect(kept.length).toBeLessThanOrEqual(5000);
      expect(kept.length).toBeGreaterThan(Math.min(events.length, 5000) - each.length);
      expect(kept.map(([at]) => at)).toEqual(kept.map(([at]) => at).toSorted((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});
