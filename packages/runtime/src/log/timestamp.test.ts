import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { isoTimestamp } from './timestamp.ts';

test('whatever the clock does, the text is that of its millisecond', () => {
  const latest = Date.parse('9999-12-31T23:59:59.999Z');
  // Most steps are small, and some go back.
  const time = fc.oneof(
    fc.integer({ min: -1500, max: 1500 }),
    fc.double({ min: 0, max: latest, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(time, { maxLength: 50 }), (steps) => {
      let now = 1_800_000_000_000;
      const timestamp = isoTimestamp({ wallTime: () => now } as Clock);
      for (const step of steps) {
        now = Math.abs(step) > 1500 ? step : now + step;
        expect(timestamp()).toBe(new Date(Math.floor(now)).toISOString());
      }
    }),
  );
});
