import { ShutdownDefault } from '@seaworthy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventBus } from '../events.ts';
import { crashBudget, Lifecycle, planBudget } from '../lifecycle/index.ts';
import { VirtualClock } from '../testing/index.ts';
import { primaryBudgets } from './primary-budget.ts';

/** What is kept back of the grace period. */
const MARGIN_MS = ShutdownDefault.marginSeconds * 1000;

const each = planBudget({ gracePeriodMs: 30_000, preStopMs: 0, drainDelayMs: 5000 });

/** When the primary kills the others that have not ended yet, in milliseconds after the stop. */
async function killTime(stop: (primary: Lifecycle) => void, start?: Promise<void>) {
  const clock = new VirtualClock();
  let killedAt = 0;
  const wait = async (deadline: { remaining(): number }) => {
    await clock.sleep(deadline.remaining());
    killedAt ||= clock.now();
    return [];
  };
  const primary = new Lifecycle({
    clock,
    bus: new EventBus(),
    ...primaryBudgets(each),
    start: () => start ?? Promise.resolve(),
    inFlight: wait,
    workers: wait,
    flush: (deadline) => clock.sleep(deadline.remaining()),
  });
  const started = primary.start();
  if (start === undefined) await started;
  stop(primary);
  await clock.advance(60_000);
  await primary.ended;
  return killedAt;
}

test('the others have all of their budget before they are killed', async () => {
  const killedAt = await killTime((primary) => void primary.stop('signal', 'SIGTERM'));
  expect(killedAt).toBe(each.flush + 250);
});

test.each([
  ['after a fault', undefined],
  ['where the start is abandoned', new Promise<void>(() => undefined)],
])('%s, too, all of what they have then', async (_, start) => {
  const killedAt = await killTime(
    (primary) => void primary.stop(start === undefined ? 'fault' : 'signal', 'the end'),
    start,
  );
  expect(killedAt).toBe(crashBudget(each).flush + 250);
});

test('whatever the pod allows, the primary has killed the others and ended within it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 0, max: 30_000 }),
      fc.integer({ min: 1_000, max: 600_000 }),
      (preStopMs, drainDelayMs, workMs) => {
        const leftMs = MARGIN_MS + drainDelayMs + workMs;
        const own = primaryBudgets(
          planBudget({ gracePeriodMs: preStopMs + leftMs, preStopMs, drainDelayMs }),
        );
        for (const budget of [own.budget, own.crashBudget]) {
          expect(budget['in-flight work']).toBeLessThan(budget.flush);
          expect(budget.flush).toBeLessThan(leftMs);
        }
      },
    ),
  );
});
