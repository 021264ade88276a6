import type { RehearsalEvent } from '../../events.ts';

/** One of several pods of a name: its events, and when the next one was created; Infinity where none was. */
export interface Life {
  readonly events: readonly RehearsalEvent[];
  readonly until: number;
}

/**
 * The events of each pod that had a name, one pod after another: a StatefulSet gives the name of a pod that has gone to the next
 * one. A proxy that is behind still sees the one before, until it has seen that go.
 *
 * @param events all that bear the name, by time
 */
export function livesOf(events: readonly RehearsalEvent[]): readonly Life[] {
  const starts = events.flatMap(({ type, at }) => (type === 'pod-created' ? [at] : []));
  if (starts.length <= 1) return [{ events, until: Infinity }];
  const lives: RehearsalEvent[][] = starts.map(() => []);
  const gone = new Map<string, number>();
  for (const event of events) {
    let life = Math.max(
      0,
      starts.findLastIndex((start) => start <= event.at),
    );
    if (event.type === 'endpoint-seen') {
      const before = gone.get(event.proxy) ?? 0;
      life = Math.min(life, before);
      if (event.state === 'gone') gone.set(event.proxy, before + 1);
    }
    lives[life]?.push(event);
  }
  return lives.map((own, index) => ({ events: own, until: starts[index + 1] ?? Infinity }));
}
