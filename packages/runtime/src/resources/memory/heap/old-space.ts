import { getHeapStatistics } from 'node:v8';
import { semiSpaceOf } from './flags.ts';
import { YOUNG_SEMI_SPACES } from './plan.ts';

/**
 * The limit of the old space in bytes, beyond which V8 ends the process. V8 tells it only together with the young
 * generation (`heap_size_limit`).
 */
export function oldSpaceLimit(): number {
  const { heap_size_limit: limit } = getHeapStatistics();
  const { execArgv, env } = process;
  return limit - YOUNG_SEMI_SPACES * semiSpaceOf(execArgv, env['NODE_OPTIONS']) * 2 ** 20;
}
