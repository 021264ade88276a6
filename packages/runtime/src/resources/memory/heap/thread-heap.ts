import { setFlagsFromString } from 'node:v8';
import { removeFlags } from './flags.ts';
import { LEAST_HEAP_MIB, PROCESS_MIB, YOUNG_SEMI_SPACES } from './plan.ts';

const MIB = 2 ** 20;
/** V8's own most of a semi-space, in MiB. */
const MOST_SEMI_SPACE_MIB = 64;

/** `resourceLimits` of a worker thread, in MiB. */
export interface ThreadHeap {
  readonly maxOldGenerationSizeMb: number;
  readonly maxYoungGenerationSizeMb: number;
}

/** What each of `threads` may hold, in bytes: all of them and the main one share alike what a process leaves of the limit. */
export function threadShare(limitBytes: number, threads: number): number {
  return Math.max(0, limitBytes - PROCESS_MIB * MIB) / (threads + 1);
}

/** Splits what a thread may hold: a semi-space is a 16th, as in a process. At least 16 MiB are taken. */
export function planThreadHeap(bytes: number): ThreadHeap {
  const mib = Math.max(LEAST_HEAP_MIB, Math.floor(bytes / MIB));
  // V8 takes powers of two (src/heap/heap.cc, ConfigureHeap).
  const semiSpaceMiB = Math.min(MOST_SEMI_SPACE_MIB, 2 ** Math.floor(Math.log2(mib / 16)));
  const young = YOUNG_SEMI_SPACES * semiSpaceMiB;
  return { maxOldGenerationSizeMb: mib - young, maxYoungGenerationSizeMb: young };
}

/**
 * Keeps the flags that sized the main heap from the worker threads. They outweigh `resourceLimits` (Node manual, `new Worker`,
 * `resourceLimits`), so that each thread would get the heap of the whole process, whoever makes it. The main heap's own limits are
 * fixed since the start; a thread without any gets what V8 gives it in such a container, as without the flags.
 */
export function forgetHeapFlags(setFlag: (flag: string) => void = setFlagsFromString): void {
  for (const flag of ['max-old-space-size', 'max-semi-space-size']) setFlag(`--${flag}=0`);
}

/**
 * Keeps the flags by which the runtime sized this process from all that it starts. A process that is forked gets the flags in
 * `process.execArgv` (Node manual, `child_process.fork`), and would have a heap as large as this one's in the same container.
 */
export function forgetSizing(): void {
  forgetHeapFlags();
  removeFlags(process.execArgv);
}
