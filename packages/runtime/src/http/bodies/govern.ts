import type { MemoryGovernor } from '../../resources/index.ts';
import { blocks } from './blocks.ts';

/** Of the memory limit, idle blocks may take so much. */
const IDLE_SHARE = 1 / 16;

/** Bounds the blocks that nobody uses by the memory limit, and has them freed when memory is short. */
export function governBlocks(governor: Pick<MemoryGovernor, 'budget' | 'addCache'>): void {
  blocks.limitIdle(IDLE_SHARE * governor.budget.limitBytes);
  governor.addCache({
    get bytes() {
      return blocks.idleBytes;
    },
    shrink() {
      blocks.shrink();
      // What a cache says it let go of is taken for garbage and collected; this memory is back already.
      return 0;
    },
    recover() {},
  });
}
