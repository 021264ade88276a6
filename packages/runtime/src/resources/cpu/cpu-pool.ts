import type { Piscina } from 'piscina';
import { HttpError } from '../../errors.ts';
import { orTimeout, type Component } from '../../lifecycle/index.ts';
import { loadPeer } from '../../load-peer.ts';
import { orAbort } from '../../or-abort.ts';
import { findCgroup } from '../cgroup/index.ts';
import { hardLimitOf } from '../memory/limits/hard-limit.ts';
import { forgetHeapFlags, planThreadHeap, threadShare } from '../memory/heap/thread-heap.ts';
import { processShare } from '../process-share.ts';
import { availableCores } from './available-cores.ts';
import { checkPoolOptions, type CpuPoolOptions } from './cpu-pool-options.ts';

/** A pool of worker threads for work that computes, so that it does not hold up the main loop. */
export interface CpuPool {
  /** How many threads there are at most. */
  readonly threads: number;
  /** Tasks that wait for a thread. */
  readonly waiting: number;
  /**
   * Calls the worker file's default export with `task`, which is copied (structured clone), in one of the threads.
   *
   * @throws what the task throws; the signal's reason once `signal` aborts; HttpError SW_CPU_POOL_FULL (503) where the queue is
   * full; an error of the code `ERR_WORKER_OUT_OF_MEMORY` where the thread's heap was too small for it, after which another thread
   * takes its place
   */
  run<Result>(task: unknown, options?: { readonly signal?: AbortSignal }): Promise<Result>;
}

/** Idle threads are kept so long, in milliseconds: a thread costs some 30 ms and 6 MiB to start. */
const IDLE_MS = 30_000;

/** When who was refused may come again, in seconds: the least that Retry-After can say. */
const RETRY_AFTER_SECONDS = 1;

/**
 * A pool for CPU work as a component: `await app.use(createCpuPool({ worker }))`. Built on `piscina` 5, an optional peer. It has
 * started once its first thread has loaded the worker file. When the service stops, running and waiting tasks have until the
 * deadline; then the threads are ended.
 *
 * @throws SeaworthyError SW_DEFINITION where an option is out of its range
 */
export function createCpuPool({ name = 'cpu pool', worker, ...options }: CpuPoolOptions): Component<CpuPool> {
  checkPoolOptions(name, { worker, ...options });
  let pool: Piscina | undefined;
  const unfinished = new Set<Promise<unknown>>();
  return {
    name,
    async start({ emit, signal: abandoned }) {
      const { Piscina } = await loadPeer(() => import('piscina'), 'createCpuPool', 'piscina@5');
      const threads = options.threads ?? availableCores();
      const most = threads + (options.maxQueue ?? 16 * threads);
      const heapBytes = options.threadHeapBytes ?? shareOfLimit(threads);
      if (heapBytes !== undefined) forgetHeapFlags();
      const made = new Piscina({
        filename: worker.href,
        minThreads: 1,
        maxThreads: threads,
        idleTimeout: IDLE_MS,
        recordTiming: false,
        ...(heapBytes !== undefined && { resourceLimits: planThreadHeap(heapBytes) }),
      });
      await firstLoaded(made, abandoned, (error) =>
        emit({ type: 'component.failed', component: name, phase: 'run', error }),
      );
      pool = made;
      return {
        threads,
        get waiting() {
          return made.queueSize;
        },
        async run(task, { signal } = {}) {
          if (unfinished.size >= most) throw full(name, most - threads);
          const running = made.run(task, signal === undefined ? {} : { signal });
          unfinished.add(running);
          try {
            return await running;
          } catch (error) {
            // piscina has an error of its own around it.
            throw signal?.aborted === true && isCausedBy(error, signal.reason) ? signal.reason : error;
          } finally {
            unfinished.delete(running);
          }
        },
      };
    },
    async stop(_pool, deadline) {
      // piscina's own `close` ends what still runs once as many tasks have ended as there are threads.
      while (unfinished.size > 0 && (await orTimeout(Promise.allSettled(unfinished), deadline)));
      await pool?.destroy();
    },
  };
}

/**
 * Waits until the first thread has loaded the worker file, and throws what kept it from that: piscina itself tells of it only once a
 * task comes, or as an error that would end the process.
 *
 * @param onLost told from then on of a thread that ended by an error between tasks: another takes its place when one is needed
 */
async function firstLoaded(
  pool: Piscina,
  abandoned: AbortSignal,
  onLost: (error: unknown) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let onError: (error: unknown) => void = reject;
  pool.on('error', (error) => onError(error));
  const [thread] = pool.threads;
  // Its first message says that it is ready. Idle threads don't hold the process, and this one is waited for.
  thread?.once('message', () => resolve()).ref();
  // Of such an end piscina tells nobody.
  thread?.once('exit', (status) =>
    reject(new Error(`the worker file ended its thread as it was loaded, by process.exit(${status})`)),
  );
  try {
    await orAbort(promise, abandoned);
  } catch (error) {
    onError = () => undefined;
    await pool.destroy();
    throw error;
  }
  thread?.unref();
  onError = onLost;
}

function full(name: string, waiting: number): HttpError {
  return new HttpError(
    'SW_CPU_POOL_FULL',
    { what: `${waiting} tasks wait already`, where: `component ${name}` },
    { status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

function isCausedBy(error: unknown, reason: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError' && error.cause === reason;
}

/** Undefined where there is no memory limit. */
function shareOfLimit(threads: number): number | undefined {
  const limitBytes = hardLimitOf(findCgroup().readMemory());
  return limitBytes && threadShare(limitBytes / (processShare()?.of ?? 1), threads);
}
