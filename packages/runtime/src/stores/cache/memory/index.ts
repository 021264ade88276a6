/** The tier in this process’s memory. */
export type { MemoryTier } from './memory-tier.ts';
export { openMemoryTier } from './open-memory-tier.ts';
