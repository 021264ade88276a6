import type { Clock } from '../clock.ts';
import type { Pod } from '../kubelet/index.ts';
import type { Evict } from './eviction.ts';

/** Between two tries to evict a pod that the API answers 429 for (kubectl pkg/drain/drain.go evictPods). */
const RETRY_MS = 5000;

/** How a node is drained. */
interface DrainOptions {
  readonly clock: Clock;
  /** Between two tries to evict the same pod, in milliseconds. Default: 5000, as kubectl waits. */
  readonly retryMs?: number;
  /** How long it may take, as `kubectl drain --timeout` says, in milliseconds. Default: for ever. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Evicts all pods of a node, as `kubectl drain` does: all in parallel, each again and again until it is let go. Resolves
 * once they are gone; to false where that took too long.
 *
 * @throws the signal's reason once it aborts
 */
export async function drain(
  pods: readonly Pod[],
  evict: Evict,
  { clock, retryMs = RETRY_MS, timeoutMs, signal }: DrainOptions,
): Promise<boolean> {
  const over = new AbortController();
  const timer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => over.abort());
  const ended = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  try {
    await Promise.all(
      pods.map(async (pod) => {
        while (pod.status.deletedAt === undefined && !evict(pod)) await clock.sleep(retryMs, ended);
        await removal(pod, ended);
      }),
    );
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (over.signal.aborted) return false;
    throw error;
  } finally {
    timer?.clear();
  }
}

function removal(pod: Pod, ended: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (pod.status.removed) resolve();
    };
    ended.addEventListener('abort', () => reject(ended.reason), { once: true });
    pod.watch(look);
    look();
  });
}
