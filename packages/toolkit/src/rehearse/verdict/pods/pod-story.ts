import type { Happening, RehearsalEvent } from '../../events.ts';
import type { Evidence } from '../../evidence.ts';
import { runsOf, type ContainerRun } from './runs.ts';

/** An event of one type, with its time. */
export type EventOf<Type extends Happening['type']> = Extract<RehearsalEvent, { readonly type: Type }>;

/** All that happened to one pod, in order. Times are in the clock's milliseconds. */
export interface PodStory {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: number;
  /** When deletionTimestamp was set. */
  readonly deletedAt: number | undefined;
  readonly events: readonly RehearsalEvent[];
  /** Every run of its main containers, by start. */
  readonly runs: readonly ContainerRun[];
  /** Its events of one type. */
  readonly of: <Type extends Happening['type']>(type: Type) => readonly EventOf<Type>[];
}

/**
 * The stories of the workload's pods by name, in an order that depends on nothing but their creation. Those of Jobs are none of
 * them: such a pod is to end.
 */
export function podStories({ events, workload }: Evidence): ReadonlyMap<string, PodStory> {
  const byPod = new Map<string, RehearsalEvent[]>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    if (!('pod' in event) || event.pod === undefined) continue;
    const own = byPod.get(event.pod);
    if (own === undefined) byPod.set(event.pod, [event]);
    else own.push(event);
  }
  const main = new Set(workload.containers.filter(({ role }) => role === 'main').map(({ name }) => name));
  const stories = [...byPod]
    .filter(([, own]) => !isOfJob(own))
    .map(([name, own]) => storyOf(name, own, main));
  stories.sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  return new Map(stories.map((story) => [story.name, story]));
}

function isOfJob(events: readonly RehearsalEvent[]): boolean {
  return events.some((event) => event.type === 'pod-created' && event.revision === 0);
}

function storyOf(name: string, events: readonly RehearsalEvent[], main: ReadonlySet<string>): PodStory {
  const byType = Map.groupBy(events, ({ type }) => type);
  const of = <Type extends Happening['type']>(type: Type) =>
    // Not checked again: a million lost requests ask.
    (byType.get(type) ?? []) as unknown as readonly EventOf<Type>[];
  const created = of('pod-created')[0];
  return {
    name,
    revision: created?.revision ?? 0,
    createdAt: created?.at ?? events[0]?.at ?? 0,
    deletedAt: of('pod-deleted')[0]?.at,
    events,
    runs: runsOf(events, main),
    of,
  };
}
