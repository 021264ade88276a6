import type { MemoryGovernor } from '../../resources/index.ts';
import { blocks } from './blocks.ts';

/** Of the memory limit, idle blocks may take so much. */
const IDLE_SHARE = 1 / 4;

/** Bounds the blocks that nobody uses by the memory limit, and has them freed when memory is short. */
export function governBlocks(governor: Pick<MemoryGovernor, 'budget' | 'keepBlocks'>): void {
  blocks.limitIdle(IDLE_SHARE * governor.budget.limitBytes);
  governor.keepBlocks(blocks);
}
