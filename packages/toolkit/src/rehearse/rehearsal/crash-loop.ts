import type { RehearsalEvent } from '../events.ts';
import type { Pod } from '../kubelet/index.ts';

/**
 * So many ends of one container by itself: the first, the one after the restart at once, and the one after the first wait
 * of CrashLoopBackOff, 10 s. Whoever only waits for something else to come up has it by then.
 */
const ENDS = 3;

/**
 * Whether a first start has come to nothing: no pod was ever ready, and in each a container, be it an init container or a
 * sidecar, has ended by itself again and again. What the kubelet ended, such as for a startup probe, is no such end: its next
 * run may be quicker.
 *
 * @param pods those that exist
 * @param events all that happened since the start
 */
export function isCrashLooping(pods: readonly Pod[], events: readonly RehearsalEvent[]): boolean {
  if (pods.length === 0 || events.some((event) => event.type === 'pod-ready' && event.ready)) return false;
  const ends = new Map<string, number>();
  const looping = new Set<string>();
  const killed = new Set<string>();
  for (const event of events) {
    if (!('container' in event)) continue;
    const { pod, container } = event;
    const key = `${pod}/${container}`;
    if (event.type === 'container-started') killed.delete(key);
    if (event.type === 'container-killed') killed.add(key);
    if (event.type !== 'container-exited' || killed.has(key)) continue;
    const count = (ends.get(key) ?? 0) + 1;
    ends.set(key, count);
    if (count >= ENDS) looping.add(pod);
  }
  return pods.every(({ name }) => looping.has(name));
}
