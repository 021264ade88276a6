import { getHeapStatistics } from 'node:v8';
import type { Use } from '../admission/index.ts';

/** What this process has in use now, and no more than that: V8's spaces and the group are not asked, which takes twice as long. */
export function ownUse(): Use {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return { madeBytes: used_heap_size + external_memory, residentBytes: process.memoryUsage.rss() };
}
