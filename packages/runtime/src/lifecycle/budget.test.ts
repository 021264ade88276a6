import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crashBudget, planBudget } from './budget.ts';

const stages = ['drain delay', 'in-flight work', 'workers', 'resources', 'flush'] as const;

test('shares the grace period: 30 s − 1 s margin, 5 s drain delay', () => {
  expect(planBudget({ gracePeriodMs: 30_000, preStopMs: 0, drainDelayMs: 5000 })).toEqual({
    'drain delay': 5000,
    'in-flight work': 24_000,
    workers: 26_000,
    resources: 28_000,
    flush: 29_000,
  });
});

test('refuses what cannot fit, with the arithmetic and the number that would', () => {
  expect(() => planBudget({ gracePeriodMs: 10_000, preStopMs: 5000, drainDelayMs: 4000 })).toThrow(
    'grace period 10 s − preStop 5 s − margin 1 s − drain delay 4 s = 0 s for requests in flight, workers and resources;' +
      ' at least 1 s is needed (shutdown). Raise terminationGracePeriodSeconds to at least 11, and with it what the service takes for it' +
      ' (shutdown.gracePeriodSeconds of its definition, SEAWORTHY_GRACE_PERIOD),',
  );
  const asked = { gracePeriodMs: 11_000, preStopMs: 5000, drainDelayMs: 4000 };
  expect(planBudget(asked).flush).toBe(5000);
});

test('property: what fits has its stages in order, all before SIGKILL; what does not is refused', () => {
  const ms = fc.integer({ min: 0, max: 120_000 });
  fc.assert(
    fc.property(ms, ms, ms, (gracePeriodMs, preStopMs, drainDelayMs) => {
      const fits = gracePeriodMs - preStopMs - drainDelayMs >= 2000;
      const plan = () => planBudget({ gracePeriodMs, preStopMs, drainDelayMs });
      if (!fits) {
        expect(plan).toThrow('SW_BUDGET');
        return;
      }
      const budget = plan();
      const ends = [0, ...stages.map((stage) => budget[stage])];
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(preStopMs + budget.flush).toBe(gracePeriodMs - 1000);
      expect(crashBudget(budget).flush).toBeLessThanOrEqual(5000);
    }),
  );
});
