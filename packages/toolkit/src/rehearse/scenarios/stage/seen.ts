import { readyPods } from './pods.ts';
import type { Stage } from './stage.ts';

/** Proxies have seen a change after this, in milliseconds: longer than the longest delay of any profile. */
const SEEN_MS = 15_000;

/** Waits until every proxy routes to all pods that are ready: until then requests meet only those that were never away. */
export function seen(stage: Stage): Promise<boolean> {
  const proxies = new Map<string, Map<string, string>>();
  let read = 0;
  return stage.until(() => {
    // Each event once: it is looked with every line that a pod writes.
    for (; read < stage.events.length; read++) {
      const event = stage.events[read];
      if (event?.type !== 'endpoint-seen') continue;
      const states = proxies.get(event.proxy) ?? new Map<string, string>();
      proxies.set(event.proxy, states.set(event.pod, event.state));
    }
    const ready = readyPods(stage);
    return [...proxies.values()].every((states) => ready.every(({ name }) => states.get(name) === 'ready'));
  }, SEEN_MS);
}
