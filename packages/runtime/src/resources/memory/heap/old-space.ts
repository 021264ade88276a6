import { getHeapStatistics } from 'node:v8';
import { sizeFlagOf } from './flags.ts';
import { YOUNG_SEMI_SPACES } from './plan.ts';

/** What is known of a heap. */
export interface HeapLimits {
  /** V8's `heap_size_limit`, in bytes. */
  readonly heapSizeLimit: number;
  readonly execArgv: readonly string[];
  readonly nodeOptions: string | undefined;
}

const MIB = 2 ** 20;
/**
 * V8's own young generation, where nobody sized it: a semi-space is a 64th of the old space (src/heap/heap.cc,
 * YoungGenerationSizeFromOldGenerationSize), and 64 MiB at most. So it is 1 MiB in a container of 256 MiB.
 */
const OLD_TO_SEMI_SPACE = 64;
const MOST_SEMI_SPACE = 64 * MIB;

/**
 * The limit of the old space in bytes, beyond which V8 ends the process. V8 tells it only together with the young
 * generation. Where a flag names it, that is what holds, whatever V8 made of the young generation.
 */
export function oldSpaceLimit(limits: HeapLimits = ownLimits()): number {
  const { heapSizeLimit, execArgv, nodeOptions } = limits;
  const named = sizeFlagOf('max-old-space-size', execArgv, nodeOptions);
  if (named !== undefined) return named * MIB;
  const semiSpace = sizeFlagOf('max-semi-space-size', execArgv, nodeOptions);
  const ownSemiSpace = Math.min(MOST_SEMI_SPACE, heapSizeLimit / (OLD_TO_SEMI_SPACE + YOUNG_SEMI_SPACES));
  return heapSizeLimit - YOUNG_SEMI_SPACES * (semiSpace === undefined ? ownSemiSpace : semiSpace * MIB);
}

/** The largest semi-space in bytes: what V8 allows the young generation beside the old space, whoever sized it. */
export function semiSpaceLimit(limits: HeapLimits = ownLimits()): number {
  return (limits.heapSizeLimit - oldSpaceLimit(limits)) / YOUNG_SEMI_SPACES;
}

/** As they were at the start: those that the runtime added are taken out of `process.execArgv`; see `forgetSizing`. */
const execArgv: readonly string[] = [...process.execArgv];

function ownLimits(): HeapLimits {
  const { env } = process;
  return { heapSizeLimit: getHeapStatistics().heap_size_limit, execArgv, nodeOptions: env['NODE_OPTIONS'] };
}
