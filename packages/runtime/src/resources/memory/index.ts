/** Living below a memory limit: the size of the heap, and the governor that keeps use below the soft limit. */
export { createCache, type Cache, type CacheOptions } from './relief/cache.ts';
export {
  BODY_BEFORE_READING,
  Reservation,
  type Admission,
  type RequestFacts,
  type ReservationListener,
} from './admission/index.ts';
export type { BlockMemory } from './relief/block-memory.ts';
export type { GovernorOptions, MemoryBudget } from './governor-options.ts';
export { MemoryGovernor } from './governor.ts';
export {
  forgetAllocator,
  forgetSizing,
  heapOfShare,
  shareHeap,
  sizeHeap,
  type HeapDecision,
} from './heap/index.ts';
export { hardLimitOf } from './limits/hard-limit.ts';
export type { Pressure, PressureListener } from './relief/relief.ts';
export { cgroupMemory, type MemorySample, type MemorySource } from './sampling/source.ts';
export type { MemoryShare } from './sampling/shared-source.ts';
export { softLimitOf } from './limits/soft-limit.ts';
export { startMemoryGovernor, type StartGovernorOptions } from './start.ts';
