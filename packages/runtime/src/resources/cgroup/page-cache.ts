import { readKeyed } from './file.ts';

/** Page cache of a group, in bytes. See `MemoryReading`. */
export interface PageCache {
  readonly inactiveFileBytes: number;
  readonly reclaimableBytes: number;
}

/** Names in `memory.stat`: those of version 1 that count what is below the group too, as all of version 2's do. */
const names = {
  1: {
    inactive: 'total_inactive_file',
    active: 'total_active_file',
    inUse: ['total_mapped_file', 'total_dirty', 'total_writeback'],
  },
  2: {
    inactive: 'inactive_file',
    active: 'active_file',
    inUse: ['file_mapped', 'file_dirty', 'file_writeback'],
  },
} as const;

/**
 * Reads how much page cache there is, and how much of it is as good as free. What was read a second time is called active, and is
 * given up before a kill like the rest. But what is mapped may be the program's own code, and what is not yet written
 * can't be dropped: the kernel does not tell on which list these are, so that all of them count as active. All that is
 * inactive counts as free, as for the kubelet.
 */
export function readPageCache(directory: string, version: 1 | 2): PageCache {
  const { inactive, active, inUse } = names[version];
  const stat = readKeyed(directory, 'memory.stat');
  const get = (name: string) => stat?.get(name) ?? 0;
  const inactiveFileBytes = get(inactive);
  const kept = inUse.reduce((sum, name) => sum + get(name), 0);
  return { inactiveFileBytes, reclaimableBytes: inactiveFileBytes + Math.max(0, get(active) - kept) };
}
