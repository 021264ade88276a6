import { SeaworthyError } from '../../errors.ts';
import { LEAST_HEAP_MIB } from '../memory/heap/plan.ts';

/** What a pool is made of. */
export interface CpuPoolOptions {
  /** Unique name, for logs and errors. Default `cpu pool`. */
  readonly name?: string;
  /** The file whose default export does the work: `new URL('./work.js', import.meta.url)`. In a bundle it is a file of its own. */
  readonly worker: URL;
  /** Threads at most. Default: {@link availableCores}; more would only share the quota, and spend it sooner. */
  readonly threads?: number;
  /** Tasks that wait at most: one more is refused. Default 16 for each thread. */
  readonly maxQueue?: number;
  /**
   * What the heap of each thread may hold, in bytes, at least 16 MiB. Default: what a small process (64 MiB) leaves of the memory
   * limit, shared alike by the threads and the main one: 64 MiB with two threads under 256. Without a limit: V8's own.
   */
  readonly threadHeapBytes?: number;
}

const MIB = 2 ** 20;

/** @throws SeaworthyError SW_DEFINITION where an option of the pool `name` is out of its range: it need not have passed a compiler */
export function checkPoolOptions(name: string, options: CpuPoolOptions): void {
  const { worker, threads = 1, maxQueue = 0, threadHeapBytes = Infinity } = options;
  const refuse = (what: string) =>
    new SeaworthyError('SW_DEFINITION', {
      what,
      where: `component ${name}`,
      fix: 'Correct it where the pool is made.',
    });
  if (!(worker instanceof URL))
    throw refuse(`\`worker\` is ${JSON.stringify(worker)}; it takes new URL('./work.js', import.meta.url)`);
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw refuse(`\`threads\` is ${threads}; it takes whole numbers from 1`);
  if (maxQueue !== Infinity && !(Number.isSafeInteger(maxQueue) && maxQueue >= 0))
    throw refuse(`\`maxQueue\` is ${maxQueue}; it takes whole numbers from 0, or Infinity`);
  if (!(threadHeapBytes >= LEAST_HEAP_MIB * MIB))
    throw refuse(`\`threadHeapBytes\` is ${threadHeapBytes}; it takes bytes, ${LEAST_HEAP_MIB} MiB at least`);
}
