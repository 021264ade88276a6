import { SeaworthyError } from '../../errors.ts';
import { checkRanges } from '../../ranges.ts';
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
  const { worker, threads, maxQueue, threadHeapBytes } = options;
  const where = `component ${name}`;
  const fix = 'Correct it where the pool is made.';
  if (!(worker instanceof URL))
    throw new SeaworthyError('SW_DEFINITION', {
      what: `\`worker\` is ${JSON.stringify(worker)}; it takes new URL('./work.js', import.meta.url)`,
      where,
      fix,
    });
  const ranges = {
    threads: { from: 1, whole: true },
    maxQueue: { from: 0, whole: true, endless: true },
    threadHeapBytes: { from: LEAST_HEAP_MIB * MIB },
  };
  checkRanges({ threads, maxQueue, threadHeapBytes }, ranges, where, fix);
}
