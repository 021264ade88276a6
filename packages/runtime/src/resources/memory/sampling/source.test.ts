import { expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/virtual-clock.ts';
import type { Cgroup, MemoryReading } from '../../cgroup/index.ts';
import { cgroupMemory } from './source.ts';

const MIB = 2 ** 20;
const reading: MemoryReading = {
  limitBytes: 400 * MIB,
  usageBytes: 300 * MIB,
  inactiveFileBytes: 0,
  reclaimableBytes: 100 * MIB,
  events: { max: 7, oomKill: 1 },
};

function group(share10: number | undefined, change: Partial<MemoryReading> = {}): Cgroup {
  return {
    readCpuStat: () => undefined,
    readCpuQuota: () => undefined,
    readMemory: () => ({ ...reading, ...change }),
    readMemoryUsage: () => reading.usageBytes,
    readMemoryPressure: () => (share10 === undefined ? undefined : { some: { share10, totalMicros: 1 } }),
    readCpuPressure: () => undefined,
  };
}

const memoryOf = (cgroup: Cgroup) => cgroupMemory(cgroup, new VirtualClock());

test.each([
  ['the kernel does not tell', undefined, 200, 0],
  ['hardly anybody waits for memory', 0.05, 200, 0],
  ['tasks wait for memory: what is given up is needed', 0.2, 300, 100],
])(
  'page cache counts as free or not, and never as the process’s own, where %s',
  (_, share10, used, foreign) => {
    const sample = memoryOf(group(share10))?.sample();
    expect([sample?.usedBytes, sample?.foreignBytes]).toEqual([used * MIB, foreign * MIB]);
  },
);

test('what others take of a limit further up counts as used', () => {
  expect(memoryOf(group(0, { shortfallBytes: 50 * MIB }))?.sample().usedBytes).toBe(250 * MIB);
  expect(memoryOf(group(0.2, { shortfallBytes: 50 * MIB }))?.sample().usedBytes).toBe(350 * MIB);
});

test('a sample carries what the kernel says of limits and kills', () => {
  expect(memoryOf(group(0.2, { underOom: true }))?.sample().kernel).toEqual({
    stalledShare: 0.2,
    limitHits: 7,
    oomKills: 1,
    underOom: true,
  });
});

test('the lower of limit and high counts, and without either there is no source', () => {
  expect(memoryOf(group(0, { highBytes: 350 * MIB }))?.limitBytes).toBe(350 * MIB);
  expect(
    memoryOf({
      ...group(0),
      readMemory: () => ({ usageBytes: 1, inactiveFileBytes: 0, reclaimableBytes: 0 }),
    }),
  ).toBe(undefined);
});

test('the limit is that of the last whole reading, which is a second old at most', async () => {
  const clock = new VirtualClock();
  const change: { limitBytes?: number | undefined } = {};
  const source = cgroupMemory(
    { ...group(0), readMemory: () => ({ ...reading, ...change }) as MemoryReading },
    clock,
  );
  change.limitBytes = 256 * MIB;
  await clock.advance(900);
  source?.sample();
  expect(source?.limitBytes).toBe(400 * MIB);
  await clock.advance(100);
  source?.sample();
  expect(source?.limitBytes).toBe(256 * MIB);
  // None any more: what was there is still kept to.
  change.limitBytes = undefined;
  await clock.advance(1_000);
  source?.sample();
  expect(source?.limitBytes).toBe(256 * MIB);
});

test('page cache that has come since the last whole reading is free where all is read anew', () => {
  const change = { usageBytes: 300 * MIB, reclaimableBytes: 100 * MIB };
  const source = memoryOf({
    ...group(0),
    readMemory: () => ({ ...reading, ...change }),
    readMemoryUsage: () => change.usageBytes,
  });
  Object.assign(change, { usageBytes: 390 * MIB, reclaimableBytes: 190 * MIB });
  expect(source?.sample(true).usedBytes).toBe(200 * MIB);
});
