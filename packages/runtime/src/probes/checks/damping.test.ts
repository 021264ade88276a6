import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observe, undecided, type Damped } from './damping.ts';

const thresholds = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 5 }),
  successThreshold: fc.integer({ min: 1, max: 5 }),
});
const results = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });

test('the first result decides at once', () => {
  fc.assert(
    fc.property(thresholds, fc.boolean(), (limits, passed) => {
      expect(observe(undecided, passed, limits).status).toBe(passed ? 'passing' : 'failing');
    }),
  );
});

test('after it, the status changes exactly when its threshold of opposite results in a row is reached', () => {
  fc.assert(
    fc.property(thresholds, results, (limits, [first = true, ...rest]) => {
      let damped: Damped = observe(undecided, first, limits);
      let status = first;
      let streak = 0;
      for (const passed of rest) {
        streak = passed === status ? 0 : streak + 1;
        if (streak === (passed ? limits.successThreshold : limits.failureThreshold)) {
          status = passed;
          streak = 0;
        }
        damped = observe(damped, passed, limits);
        expect(damped.status).toBe(status ? 'passing' : 'failing');
      }
    }),
  );
});
