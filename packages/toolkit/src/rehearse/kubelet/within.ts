import type { Clock } from '../clock.ts';

/**
 * Whether `work` settles within `ms` milliseconds.
 *
 * @throws what `work` throws in time, and the signal's reason once it aborts
 */
export async function settlesWithin(
  clock: Clock,
  ms: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const timeout = clock
    .sleep(ms, signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]))
    .then(() => false);
  try {
    return await Promise.race([work.then(() => true), timeout]);
  } finally {
    timeout.catch(() => {});
    over.abort();
  }
}
