import { expect, test } from 'vitest';
import { EventBus } from '../../events.ts';
import { VirtualClock } from '../../testing/virtual-clock.ts';
import type { Cgroup } from '../cgroup/index.ts';
import { startMemoryGovernor } from './start.ts';

const MIB = 2 ** 20;

const cgroup: Cgroup = {
  readCpuStat: () => undefined,
  readCpuQuota: () => undefined,
  readMemory: () => ({
    limitBytes: 400 * MIB,
    usageBytes: 90 * MIB,
    inactiveFileBytes: 0,
    reclaimableBytes: 0,
  }),
  readMemoryUsage: () => 90 * MIB,
  readMemoryPressure: () => undefined,
  readCpuPressure: () => undefined,
};

test('without a memory limit nothing is looked at', () => {
  const unlimited: Cgroup = { ...cgroup, readMemory: () => undefined };
  const options = { cgroup: unlimited, clock: new VirtualClock(), bus: new EventBus(), env: {} };
  expect(startMemoryGovernor(options)).toBeUndefined();
});

test.each([
  ['the hard limit itself, which three do not divide', '400Mi', (400 * MIB) / 3],
  ['an amount', '300Mi', 100 * MIB],
  ['a share', '0.75', 100 * MIB],
  ['the default', '', 120 * MIB],
])('the soft limit is divided among processes: %s', (_, text, bytes) => {
  const env = { SEAWORTHY_MEMORY_SOFT_LIMIT: text };
  const options = { cgroup, clock: new VirtualClock(), bus: new EventBus(), env };
  using governor = startMemoryGovernor({ ...options, share: { of: 3, siblings: () => [] } });
  expect(governor?.budget).toMatchObject({
    limitBytes: Math.floor((400 * MIB) / 3),
    softLimitBytes: Math.floor(bytes),
  });
});

test('a pod that is resized has its soft limit as it was stated, for each of several processes', async () => {
  const clock = new VirtualClock();
  let limitBytes = 400 * MIB;
  const resized = {
    ...cgroup,
    readMemory: () => ({ limitBytes, usageBytes: 90 * MIB, inactiveFileBytes: 0, reclaimableBytes: 0 }),
  };
  const env = { SEAWORTHY_MEMORY_SOFT_LIMIT: '300Mi' };
  const options = { cgroup: resized, clock, bus: new EventBus(), env };
  using governor = startMemoryGovernor({ ...options, share: { of: 3, siblings: () => [] } });
  for (const [limit, soft] of [
    [600, 300],
    [330, 300],
    [300, 300],
    [240, 216],
  ] as const) {
    limitBytes = limit * MIB;
    await clock.advance(3_000);
    expect(governor?.budget).toMatchObject({
      limitBytes: (limit * MIB) / 3,
      softLimitBytes: Math.floor((soft * MIB) / 3),
    });
  }
});

test('a working set of files larger than the room is pressure, but no fault of the process: neither unready nor let in by', async () => {
  const clock = new VirtualClock();
  const thrashing: Cgroup = {
    ...cgroup,
    readMemory: () => ({
      limitBytes: 400 * MIB,
      usageBytes: 398 * MIB,
      inactiveFileBytes: 100 * MIB,
      reclaimableBytes: 300 * MIB,
    }),
    readMemoryUsage: () => 398 * MIB,
    readMemoryPressure: () => ({ some: { share10: 0.3, totalMicros: 1 } }),
  };
  using governor = startMemoryGovernor({ cgroup: thrashing, clock, bus: new EventBus(), env: {} });
  await clock.advance(10_000);
  expect([governor?.budget.usedBytes, governor?.level, governor?.ready]).toEqual([398 * MIB, 'high', true]);
});
