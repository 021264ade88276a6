const MIB = 2 ** 20;

/** How a memory limit is split between V8's heap and everything else. Sizes in MiB, as V8's flags take them. */
export interface HeapPlan {
  /** `--max-old-space-size` */
  readonly oldSpaceMiB: number;
  /** `--max-semi-space-size` */
  readonly semiSpaceMiB: number;
}

/**
 * What a process needs beside its heap before it serves anything, in MiB: code, stacks, libuv, OpenSSL. Measured: 17 MiB
 * are charged for an idle `node:http` server, 5 of them heap.
 */
const NATIVE_MIB = 20;
/** What the probe thread, or any small one, is charged, in MiB. Measured. */
const THREAD_MIB = 10;
/** V8 keeps two semi-spaces and as much again for new large objects (src/heap/heap.cc, YoungGenerationSizeFromSemiSpaceSize). */
export const YOUNG_SEMI_SPACES = 3;
/** What a small service is charged before it is asked anything, young generation and all, in MiB. Measured. */
export const PROCESS_MIB = 64;
/** In a heap below this no thread, and no process, can load its code, in MiB. */
export const LEAST_HEAP_MIB = 16;
/** V8's own most. It takes powers of two (src/heap/heap.cc, ConfigureHeap). */
const MOST_SEMI_SPACE_MIB = 64;
/** Semi-spaces that are filled at the same time: one with objects, one with their copies… */
export const SEMI_SPACES = 2;
/** …and for how much of each the old space makes room. More is filled only while much comes at once, which the governor sees. */
const SET_ASIDE_MIB = 32;
/** The heap gets this share in a container that is too small for the rest of the arithmetic. */
const LEAST_SHARE = 0.4;

/**
 * Splits `limitBytes`: a young generation in proportion, what the process needs beside the heap, and the old space as the
 * rest. V8's own semi-space is a 64th of the old space, 1 MiB in a container of 256 MiB, and 64 MiB where it is only told how large
 * the old space is to be. A 16th of the limit at least: responses of 1 MiB made of 10,000 objects, one at a time at 128 MiB, take
 * 15 ms of CPU each with it and 26 ms with a 32nd, whose objects all outlive the young generation. Or a fifth of what a
 * process leaves: at 256 MiB, eight such responses at once take 11 ms each with 32 MiB and 14 with 16; at 400, sixteen of them
 * 4.2 ms with 64 and 6.2 with 32.
 *
 * @param threads worker threads beside the main one. Default 1: the probe thread.
 */
export function planHeap(limitBytes: number, threads = 1): HeapPlan {
  const limit = limitBytes / MIB;
  const most = Math.max(limit / 16, (limit - PROCESS_MIB) / 5, 1);
  const semiSpaceMiB = Math.min(MOST_SEMI_SPACE_MIB, 2 ** Math.floor(Math.log2(most)));
  const beside = NATIVE_MIB + threads * THREAD_MIB + SEMI_SPACES * Math.min(semiSpaceMiB, SET_ASIDE_MIB);
  return { semiSpaceMiB, oldSpaceMiB: Math.floor(Math.max(limit - beside, LEAST_SHARE * limit)) };
}
