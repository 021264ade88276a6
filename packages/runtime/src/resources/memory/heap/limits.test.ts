import { expect, test } from 'vitest';
import type { Cgroup, MemoryReading } from '../../cgroup/index.ts';
import { heapOfShare, shareHeap } from './share-heap.ts';
import { sizeHeap } from './size-heap.ts';

const MIB = 2 ** 20;

function group(limits: Partial<MemoryReading>): Cgroup {
  return {
    readCpuStat: () => undefined,
    readCpuQuota: () => undefined,
    readMemory: () => ({ usageBytes: 1, inactiveFileBytes: 0, reclaimableBytes: 0, ...limits }),
    readMemoryUsage: () => 1,
    readMemoryPressure: () => undefined,
    readCpuPressure: () => undefined,
  };
}

test.each([
  ['memory.high alone', { highBytes: 400 * MIB }],
  ['memory.high below the limit', { highBytes: 400 * MIB, limitBytes: 500 * MIB }],
  ['the limit below memory.high', { highBytes: 500 * MIB, limitBytes: 400 * MIB }],
])('the heap is sized from what the governor keeps below: %s', async (_, limits) => {
  // Not in a process of the test runner; but what it would be sized from is told.
  expect(await sizeHeap(group(limits))).toMatchObject({ limitBytes: 400 * MIB, sized: false });
  expect(heapOfShare(group(limits), 2).limitBytes).toBe(200 * MIB);
  const shared = shareHeap(group(limits), 2, { env: {}, execArgv: [] });
  expect(shared).toEqual(shareHeap(group({ limitBytes: 400 * MIB }), 2, { env: {}, execArgv: [] }));
  expect(shared.sized).toBe(true);
});
