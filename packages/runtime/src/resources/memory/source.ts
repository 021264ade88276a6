import { getHeapStatistics } from 'node:v8';
import type { Cgroup, MemoryReading } from '../cgroup/index.ts';
import { oldSpaceLimit } from './heap/index.ts';

/** Memory at one moment, in bytes. */
export interface MemorySample {
  /** The working set: what is charged to the group, less the page cache that the kernel gives up by itself. */
  readonly usedBytes: number;
  readonly heapUsedBytes: number;
  /** V8's limit of the old space, at which it ends the process. */
  readonly heapLimitBytes: number;
}

/** Where samples come from: a cgroup, or a test. */
export interface MemorySource {
  /** The hard limit: `memory.max`, or `memory.high` where that is lower, since beyond it every allocation is slowed. */
  readonly limitBytes: number;
  sample(): MemorySample;
}

/** How old the figure of reclaimable page cache may be, in samples: it takes most of a reading and changes slowly. */
export const RECLAIMABLE_EVERY = 16;

/** The limit that use must stay below; undefined where there is none. */
export function hardLimitOf({
  limitBytes = Infinity,
  highBytes = Infinity,
}: MemoryReading): number | undefined {
  const lower = Math.min(limitBytes, highBytes);
  return lower === Infinity ? undefined : lower;
}

/** Samples of this process's cgroup; undefined where it has no limit. */
export function cgroupMemory(cgroup: Cgroup): MemorySource | undefined {
  const first = cgroup.readMemory();
  if (first === undefined) return undefined;
  const limitBytes = hardLimitOf(first);
  if (limitBytes === undefined) return undefined;
  let { reclaimableBytes } = first;
  let samples = 0;
  const heapLimitBytes = oldSpaceLimit();
  const readWhole = () => {
    const reading = cgroup.readMemory() ?? first;
    ({ reclaimableBytes } = reading);
    return reading.usageBytes;
  };
  return {
    limitBytes,
    sample() {
      const quick = ++samples % RECLAIMABLE_EVERY === 0 ? undefined : cgroup.readMemoryUsage();
      const usage = quick ?? readWhole();
      return {
        usedBytes: Math.max(0, usage - reclaimableBytes),
        heapUsedBytes: getHeapStatistics().used_heap_size,
        heapLimitBytes,
      };
    },
  };
}
