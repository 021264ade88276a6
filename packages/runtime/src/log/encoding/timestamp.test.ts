import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../clock.ts';
import { isoTimestamp } from './timestamp.ts';

test('whatever the clock does, the text is that of its millisecond', () => {
  // Most steps are small. The system's time goes back at times, and is asked for once a second.
  const step = fc.record({
    passed: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 5e12 })),
    set: fc.option(fc.integer({ min: 0, max: 1e14 }), { freq: 10 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      let now = 0;
      let origin = 1_800_000_000_000;
      const timestamp = isoTimestamp({ now: () => now, wallTime: () => origin + now } as Clock);
      for (const { passed, set } of steps) {
        now += passed;
        if (set !== null) {
          origin = set - now;
          now += 1000;
        }
        expect(timestamp()).toBe(new Date(origin + now).toISOString());
        expect(timestamp(now - 1)).toBe(new Date(origin + now - 1).toISOString());
      }
    }),
  );
});
