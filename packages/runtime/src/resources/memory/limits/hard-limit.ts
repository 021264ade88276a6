import type { MemoryReading } from '../../cgroup/index.ts';

/**
 * The limit that use must stay below, in bytes: `memory.max`, or `memory.high` where that is lower, since beyond it every allocation
 * is slowed. Undefined where there is none, or nothing could be read.
 */
export function hardLimitOf(reading: MemoryReading | undefined): number | undefined {
  const { limitBytes = Infinity, highBytes = Infinity } = reading ?? {};
  const lower = Math.min(limitBytes, highBytes);
  return lower === Infinity ? undefined : lower;
}
