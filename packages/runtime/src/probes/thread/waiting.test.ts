import { expect, test } from 'vitest';
import { wallThrottledMs, waitMeter, type WaitSource } from './waiting.ts';

test.each([
  ['a process on one CPU', { throttledMs: 80, quota: 0.2, cpus: 2 }, 80],
  ['busy on two CPUs, which the kernel counts twice', { throttledMs: 180, quota: 0.2, cpus: 2 }, 90],
  ['busy on five CPUs under a quota of one', { throttledMs: 400, quota: 1, cpus: 5 }, 80],
  ['throttled by a group that is not visible', { throttledMs: 400, quota: undefined, cpus: 5 }, 100],
  ['a quota that can’t throttle', { throttledMs: 400, quota: 8, cpus: 4 }, 0],
])('of 100 ms, %s', (_, { throttledMs, quota, cpus }, expected) => {
  expect(wallThrottledMs(throttledMs, 100, quota, cpus)).toBeCloseTo(expected);
});

/** Counters that a test moves. */
function counters() {
  const now = { waitedMs: 900, throttledMicros: 7_000_000, quota: 0.5 };
  const source: WaitSource = {
    schedule: () => ({ ranMs: 1, waitedMs: now.waitedMs }),
    cgroup: {
      readCpuStat: () => ({
        usageMicros: 0,
        periods: 0,
        throttledPeriods: 0,
        throttledMicros: now.throttledMicros,
      }),
      readCpuQuota: () => now.quota,
    },
    cpus: 1,
  };
  return { now, source };
}

test('the main thread’s schedule tells, if the kernel keeps it', () => {
  const { now, source } = counters();
  const meter = waitMeter(source);
  now.throttledMicros += 1_000_000;
  expect(meter(100)).toBe(0);
  now.waitedMs += 70;
  expect(meter(100)).toBe(70);
  expect(meter(100)).toBe(0);
});

test('else throttling tells, by growth and under the quota as it is now', () => {
  const { now, source } = counters();
  const meter = waitMeter({ ...source, schedule: () => undefined });
  expect(meter(100)).toBe(0);
  now.throttledMicros += 40_000;
  expect(meter(100)).toBe(40);
  now.throttledMicros += 100_000;
  now.quota = 0.9;
  expect(meter(100)).toBeCloseTo(10);
});

test('with neither, nothing is excused', () => {
  const cgroup = { readCpuStat: () => undefined, readCpuQuota: () => undefined };
  expect(waitMeter({ schedule: () => undefined, cgroup, cpus: 4 })(1000)).toBe(0);
});
