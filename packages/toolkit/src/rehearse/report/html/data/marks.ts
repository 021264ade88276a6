import type { RehearsalEvent } from '../../../events.ts';
import type { MarkKind, PodLane } from './types.ts';

/** The mark of an event on its pod's lane, with a word or two; undefined for one that has none. */
export function markOf(event: RehearsalEvent): PodLane['marks'][number] | undefined {
  const mark = (kind: MarkKind, text: string): PodLane['marks'][number] => [event.at, kind, text];
  switch (event.type) {
    case 'pod-deleted':
      return mark('deleted', 'deleted');
    case 'signal':
      return mark('signal', event.signal);
    case 'container-exited':
      if (event.reason === 'OOMKilled') return mark('crash', 'OOM kill');
      return mark(event.exitCode === 0 ? 'exit' : 'crash', `exit ${event.exitCode}`);
    case 'container-started':
      return event.restartCount > 0 ? mark('restart', `restart ${event.restartCount}`) : undefined;
    case 'container-killed':
      return mark('killed', event.reason);
    case 'paused':
      return event.paused
        ? mark('paused', `${event.what} stopped`)
        : mark('resumed', `${event.what} going on`);
    case 'hook-started':
      return mark('hook', event.hook);
    case 'measured':
      return event.what === 'struck' ? mark('struck', String(event.value)) : undefined;
    default:
      return undefined;
  }
}
