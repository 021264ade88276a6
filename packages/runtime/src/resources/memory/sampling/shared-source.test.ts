import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import type { Cgroup, MemoryReading } from '../../cgroup/index.ts';
import { privateBytes } from './private-bytes.ts';
import { sharedMemory } from './shared-source.ts';

const MIB = 2 ** 20;

function group(reading: MemoryReading): Cgroup {
  return {
    readCpuStat: () => undefined,
    readCpuQuota: () => undefined,
    readMemory: () => reading,
    readMemoryUsage: () => reading.usageBytes,
    readMemoryPressure: () => undefined,
    readCpuPressure: () => undefined,
  };
}

test('the parts of all processes add up to what the group is charged, each with its own', () => {
  const cgroup = group({
    limitBytes: 400 * MIB,
    usageBytes: 230 * MIB,
    inactiveFileBytes: 0,
    reclaimableBytes: 30 * MIB,
  });
  const held = new Map([
    [1, 100 * MIB],
    [2, 40 * MIB],
  ]);
  const used = [1, 2].map((pid) => {
    const siblings = () => [...held.keys()].filter((other) => other !== pid);
    const bytesOf = (who: number | 'self') => held.get(who === 'self' ? pid : who) ?? 0;
    const source = sharedMemory(cgroup, { of: 2, siblings }, new VirtualClock(), bytesOf);
    expect(source?.limitBytes).toBe(200 * MIB);
    return source?.sample().usedBytes ?? 0;
  });
  // 60 MiB are nobody’s own.
  expect(used).toEqual([130 * MIB, 70 * MIB]);
});

test('a sibling that has died is counted no more', () => {
  const cgroup = group({
    limitBytes: 400 * MIB,
    usageBytes: 100 * MIB,
    inactiveFileBytes: 0,
    reclaimableBytes: 0,
  });
  const bytesOf = (who: number | 'self') => (who === 'self' ? 60 * MIB : 0);
  const source = sharedMemory(cgroup, { of: 2, siblings: () => [7] }, new VirtualClock(), bytesOf);
  expect(source?.sample().usedBytes).toBe(80 * MIB);
});

test('what others take of a limit further up is shared like what is nobody’s own', () => {
  const reading = {
    limitBytes: 400 * MIB,
    usageBytes: 60 * MIB,
    inactiveFileBytes: 0,
    reclaimableBytes: 0,
    shortfallBytes: 100 * MIB,
  };
  const bytesOf = (who: number | 'self') => (who === 'self' ? 60 * MIB : 0);
  const source = sharedMemory(group(reading), { of: 2, siblings: () => [7] }, new VirtualClock(), bytesOf);
  expect(source?.sample()).toMatchObject({ usedBytes: 110 * MIB, foreignBytes: 50 * MIB });
});

test('without a limit there is nothing to divide', () => {
  expect(
    sharedMemory(
      group({ usageBytes: 1, inactiveFileBytes: 0, reclaimableBytes: 0 }),
      {
        of: 2,
        siblings: () => [],
      },
      new VirtualClock(),
    ),
  ).toBe(undefined);
});

test('what a process holds alone grows with its buffers', () => {
  const before = privateBytes('self');
  const buffer = Buffer.alloc(64 * MIB, 1);
  expect(privateBytes('self') - before).toBeGreaterThan(48 * MIB);
  expect(buffer.length).toBe(64 * MIB);
  expect(privateBytes(2 ** 22 + 1)).toBe(0);
});

test('a limit that changes is divided anew', async () => {
  const clock = new VirtualClock();
  const reading = { limitBytes: 400 * MIB, usageBytes: 90 * MIB, inactiveFileBytes: 0, reclaimableBytes: 0 };
  const source = sharedMemory(group(reading), { of: 2, siblings: () => [] }, clock, () => 60 * MIB);
  source?.sample();
  reading.limitBytes = 300 * MIB;
  await clock.advance(1_000);
  source?.sample();
  expect(source?.limitBytes).toBe(150 * MIB);
});
