import type { Clock } from '../../../clock.ts';
import type { Cgroup } from '../../cgroup/index.ts';
import { heapFigures, oldSpaceLimit } from '../heap/index.ts';
import { privateBytes } from './private-bytes.ts';
import { readGroup, wholeReadings, type MemorySource } from './source.ts';

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
  clock: Pick<Clock, 'now'>,
  bytesOf: (pid: number | 'self') => number = privateBytes,
): MemorySource | undefined {
  let group = readGroup(cgroup);
  if (group?.limitBytes === undefined) return undefined;
  let whole = group.limitBytes;
  let common: number | undefined;
  const isDue = wholeReadings(clock);
  const heapLimitBytes = oldSpaceLimit();
  const lookAtAll = (own: number) => {
    group = readGroup(cgroup) ?? group;
    whole = group?.limitBytes ?? whole;
    const held = siblings().reduce((sum, pid) => sum + bytesOf(pid), own);
    return Math.max(0, (group?.usageBytes ?? 0) - (group?.spareBytes ?? 0) - held);
  };
  return {
    get limitBytes() {
      return Math.floor(whole / of);
    },
    sample(isWhole = isDue()) {
      const own = bytesOf('self');
      if (isWhole || common === undefined) common = lookAtAll(own);
      const { shortfallBytes = 0, neededCacheBytes = 0 } = group ?? {};
      return {
        usedBytes: own + (common + shortfallBytes) / of,
        foreignBytes: (shortfallBytes + neededCacheBytes) / of,
        ...heapFigures(),
        heapLimitBytes,
        ...(group !== undefined && { kernel: group.kernel }),
      };
    },
  };
}
