import { expect, test } from 'vitest';
import type { Cgroup } from '../../resources/index.ts';
import { throttleMeter, wallThrottledMs } from './throttling.ts';

test.each([
  ['a process on one CPU', { growthMs: 80, quota: 0.2, cpus: 2 }, 80],
  ['busy on two CPUs, which the kernel counts twice', { growthMs: 180, quota: 0.2, cpus: 2 }, 90],
  ['busy on five CPUs under a quota of one', { growthMs: 400, quota: 1, cpus: 5 }, 80],
  ['throttled by a group that is not visible', { growthMs: 400, quota: undefined, cpus: 5 }, 100],
  ['a quota that can’t throttle', { growthMs: 400, quota: 8, cpus: 4 }, 0],
])('of 100 ms, %s', (_, { growthMs, quota, cpus }, expected) => {
  expect(wallThrottledMs(growthMs, 100, quota, cpus)).toBeCloseTo(expected);
});

test('the meter reads growth, not totals, and the quota as it is now', () => {
  let throttledMicros = 7_000_000;
  let quota = 0.5;
  const cgroup: Cgroup = {
    readCpuStat: () => ({ usageMicros: 0, periods: 0, throttledPeriods: 0, throttledMicros }),
    readCpuQuota: () => quota,
    readMemory: () => undefined,
  };
  const meter = throttleMeter(cgroup, 1);
  expect(meter(100)).toBe(0);
  throttledMicros += 40_000;
  expect(meter(100)).toBe(40);
  throttledMicros += 100_000;
  quota = 0.9;
  expect(meter(100)).toBeCloseTo(10);
});

test('without a cgroup nothing is throttled', () => {
  const none: Cgroup = {
    readCpuStat: () => undefined,
    readCpuQuota: () => undefined,
    readMemory: () => undefined,
  };
  expect(throttleMeter(none, 4)(1000)).toBe(0);
});
