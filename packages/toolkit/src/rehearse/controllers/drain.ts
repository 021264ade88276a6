import type { Clock } from '../clock.ts';
import type { Pod } from '../kubelet/index.ts';
import type { Evict } from './eviction.ts';

/** Between two tries to evict a pod that the API answers 429 for (kubectl pkg/drain/drain.go evictPods). */
const RETRY_MS = 5000;

/**
 * Evicts all pods of a node, as `kubectl drain` does: all in parallel, each again and again until it is let go. Resolves
 * once they are gone.
 *
 * @throws the signal's reason once it aborts
 */
export async function drain(
  pods: readonly Pod[],
  evict: Evict,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  await Promise.all(
    pods.map(async (pod) => {
      const gone = removal(pod);
      while (!pod.status.removed && !evict(pod)) await clock.sleep(RETRY_MS, signal);
      await gone;
    }),
  );
}

function removal(pod: Pod): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (pod.status.removed) resolve();
    };
    pod.watch(look);
    look();
  });
}
