import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DurationHistogram } from './duration-histogram.ts';
import { countOf } from './family.ts';
import { LabelSet } from './label-set.ts';

const bounds = [0.005, 0.1, 1, 10];

it('puts every duration into the bucket of the first bound that it does not exceed', () => {
  const duration = fc.oneof(fc.constantFrom(...bounds), fc.double({ min: 0, max: 20, noNaN: true }));
  fc.assert(
    fc.property(fc.array(duration), (durations) => {
      const histogram = new DurationHistogram(LabelSet.none, bounds);
      for (const seconds of durations) histogram.observe(seconds);
      const point = histogram.point();
      let below = 0;
      for (const [bucket, bound] of bounds.entries()) {
        below += point.counts[bucket] ?? 0;
        expect(below).toBe(durations.filter((seconds) => seconds <= bound).length);
      }
      expect(countOf(point)).toBe(durations.length);
      expect(point.sum).toBeCloseTo(
        durations.reduce((sum, seconds) => sum + seconds, 0),
        6,
      );
    }),
  );
});

it('keeps the latest exemplar of each bucket, and hands out copies', () => {
  const histogram = new DurationHistogram(LabelSet.none, bounds);
  histogram.exemplify(1, 0.05, 'trace 1', 'span 1', 1);
  const before = histogram.point();
  histogram.exemplify(1, 0.06, 'trace 2', 'span 2', 2);
  histogram.observe(0.06);
  expect(before.exemplars).toEqual([
    undefined,
    { traceId: 'trace 1', spanId: 'span 1', value: 0.05, timestamp: 1 },
    undefined,
    undefined,
    undefined,
  ]);
  expect(countOf(before)).toBe(0);
  expect(histogram.point().exemplars?.[1]).toEqual({
    traceId: 'trace 2',
    spanId: 'span 2',
    value: 0.06,
    timestamp: 2,
  });
});
