import type { RehearsalEvent } from '../../../events.ts';
import { spansOf } from './spans.ts';
import type { Span } from './types.ts';

/**
 * When somebody listened on the port that the load comes to (undefined: on any). The ports of a pod are looked at while it
 * lives, so that no event tells of one that a process closed by its exit: nobody listens either where no container runs.
 *
 * @param events of one pod, in the order of time
 */
export function listeningSpans(
  events: readonly RehearsalEvent[],
  trafficPort: number | undefined,
  end: number,
): Span<'listening'>[] {
  const running = new Set<string>();
  let [isOpen, isDown] = [false, false];
  const changes = events.map((event) => {
    switch (event.type) {
      case 'port':
        if (trafficPort === undefined || event.port === trafficPort) isOpen = event.listening;
        break;
      case 'container-started':
        running.add(event.container);
        isDown = false;
        break;
      case 'container-exited':
        running.delete(event.container);
        isDown = running.size === 0;
        break;
      case 'pod-removed':
        running.clear();
        isOpen = false;
        break;
      default:
        break;
    }
    return [event.at, isOpen && !isDown ? ('listening' as const) : undefined] as const;
  });
  return spansOf(changes, end);
}
