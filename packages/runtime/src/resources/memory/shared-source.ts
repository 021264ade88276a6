import type { Cgroup } from '../cgroup/index.ts';
import { hardLimitOf } from './hard-limit.ts';
import { heapFigures, oldSpaceLimit } from './heap/index.ts';
import { privateBytes } from './private-bytes.ts';
import { readGroup, WHOLE_EVERY, type GroupReading, type MemorySource } from './source.ts';

/** The processes among which a container's memory is divided. */
export interface MemoryShare {
  readonly of: number;
  /** Ids of the others. */
  readonly siblings: () => readonly number[];
}

/**
 * Samples of the part that one of several processes has in its cgroup: what is its own, and its part of what is nobody's
 * own (socket buffers, tables of the kernel, the primary process). So the parts add up to the whole, each
 * governor keeps its own below the limit's part, and none is pressed for what another holds. Undefined where there is no
 * limit.
 *
 * @param bytesOf what a process holds alone. Default: as the kernel tells.
 */
export function sharedMemory(
  cgroup: Cgroup,
  { of, siblings }: MemoryShare,
  bytesOf: (pid: number | 'self') => number = privateBytes,
): MemorySource | undefined {
  const whole = hardLimitOf(cgroup.readMemory());
  if (whole === undefined) return undefined;
  let group: GroupReading | undefined;
  let common = 0;
  let samples = 0;
  const heapLimitBytes = oldSpaceLimit();
  const lookAtAll = (own: number) => {
    group = readGroup(cgroup);
    if (group === undefined) return;
    const held = siblings().reduce((sum, pid) => sum + bytesOf(pid), own);
    common = Math.max(0, group.usageBytes - group.spareBytes - held);
  };
  return {
    limitBytes: Math.floor(whole / of),
    residentBytes: () => process.memoryUsage.rss(),
    sample(isWhole = samples++ % WHOLE_EVERY === 0) {
      const own = bytesOf('self');
      if (isWhole) lookAtAll(own);
      const { shortfallBytes = 0 } = group ?? {};
      return {
        usedBytes: own + (common + shortfallBytes) / of,
        shortfallBytes: shortfallBytes / of,
        ...heapFigures(),
        heapLimitBytes,
        ...(group !== undefined && { kernel: group.kernel }),
      };
    },
  };
}
