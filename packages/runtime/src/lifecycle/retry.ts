import { backoff } from '../backoff.ts';
import { orAbort } from '../or-abort.ts';
import type { StartContext } from './component.ts';

/** How {@link retry} goes on. */
export interface RetryOptions {
  /** False for an error that another attempt would meet again. Default: every error is worth another. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Milliseconds before the second attempt; doubled each time, with jitter. Default 250. */
  readonly firstMs?: number;
  /** The longest wait, in milliseconds. Default 10,000. */
  readonly maxMs?: number;
  /** Milliseconds until it gives up with the error of the last attempt, which then begins. Default: never. */
  readonly timeoutMs?: number;
}

/**
 * Attempts until it succeeds, for a component whose server may come up later. Each failure is a `waiting` event, and the
 * service stays in `starting`. By default it has no limit: the kubelet's startup probe ends a start that takes too long.
 *
 * @throws what an attempt threw that is not transient, or was the last; the signal's reason as soon as it aborts
 */
export async function retry<T>(
  { clock, emit, signal }: StartContext,
  component: string,
  attempt: () => Promise<T>,
  { isTransient = () => true, firstMs = 250, maxMs = 10_000, timeoutMs = Infinity }: RetryOptions = {},
): Promise<T> {
  const endsAt = clock.now() + timeoutMs;
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await orAbort(attempt(), signal);
    } catch (error) {
      const leftMs = endsAt - clock.now();
      if (signal.aborted || leftMs <= 0 || !isTransient(error)) throw error;
      const retryInMs = Math.min(leftMs, backoff(failures, firstMs, maxMs));
      emit({ type: 'waiting', component, attempt: failures, retryInMs, error });
      await clock.sleep(retryInMs, signal);
    }
  }
}
