import { describe, expect, test } from 'vitest';
import { EventBus, type RuntimeEvent } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import { watchThrottling } from './index.ts';

/** A group of a quota whose counters grow by so much in each 10 s. */
function watched(quota: number | undefined, grow: { periods: number; throttled: number; usedCores: number }) {
  const clock = new VirtualClock();
  const bus = new EventBus();
  const events: RuntimeEvent[] = [];
  bus.on((event) => events.push(event));
  const readCpuStat = () => {
    const tens = clock.now() / 10_000;
    return {
      periods: tens * grow.periods,
      throttledPeriods: tens * grow.throttled,
      throttledMicros: tens * grow.throttled * 50_000,
      usageMicros: tens * grow.usedCores * 10_000_000,
    };
  };
  const watch = watchThrottling({ cgroup: { readCpuStat, readCpuQuota: () => quota }, clock, bus });
  return { clock, events, watch };
}

describe('throttling is told of with its numbers and the advice that fits', () => {
  test.each([
    ['a limit that is used up', 0.5, 0.48, /^raise the CPU limit/],
    ['bursts', 0.5, 0.1, /^remove the CPU limit/],
    ['several threads at once', 2, 0.8, /^use fewer threads/],
  ])('%s', async (_what, quota, usedCores, advice) => {
    const { clock, events } = watched(quota, { periods: 100, throttled: 30, usedCores });
    await clock.advance(10_000);
    expect(events).toEqual([
      {
        type: 'cpu.throttled',
        quotaCores: quota,
        usedCores,
        elapsedMs: 10_000,
        periods: 100,
        throttledPeriods: 30,
        throttledMs: 1_500,
        advice: expect.stringMatching(advice),
      },
    ]);
  });

  test('where a twentieth of twenty periods or more was held up', async () => {
    const { clock, events } = watched(0.5, { periods: 20, throttled: 1, usedCores: 0.5 });
    await clock.advance(10_000);
    expect(events).toMatchObject([{ periods: 20, throttledPeriods: 1 }]);
  });

  test('at most once in ten minutes', async () => {
    const { clock, events } = watched(0.5, { periods: 100, throttled: 30, usedCores: 0.5 });
    await clock.advance(600_000);
    expect(events).toHaveLength(1);
    await clock.advance(20_000);
    expect(events).toHaveLength(2);
  });
});

test.each([
  ['it is rare', 0.5, { periods: 100, throttled: 4, usedCores: 0.4 }],
  ['there was one burst', 0.5, { periods: 19, throttled: 19, usedCores: 0.1 }],
  ['there is no quota', undefined, { periods: 100, throttled: 30, usedCores: 0.4 }],
])('nothing is told where %s', async (_why, quota, grow) => {
  const { clock, events, watch } = watched(quota, grow);
  await clock.advance(100_000);
  expect(events).toEqual([]);
  watch.clear();
  expect(clock.pending).toBe(0);
});

test('without counters nothing is looked at', () => {
  const clock = new VirtualClock();
  const cgroup = { readCpuStat: () => undefined, readCpuQuota: () => 0.5 };
  watchThrottling({ cgroup, clock, bus: new EventBus() });
  expect(clock.pending).toBe(0);
});
