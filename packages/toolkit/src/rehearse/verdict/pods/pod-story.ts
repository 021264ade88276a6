import type { Happening, RehearsalEvent } from '../../events.ts';
import type { Evidence } from '../../evidence.ts';
import { livesOf, type Life } from './lives.ts';
import { runsOf, type ContainerRun } from './runs.ts';

/** An event of one type, with its time. */
export type EventOf<Type extends Happening['type']> = Extract<RehearsalEvent, { readonly type: Type }>;

/** All that happened to one pod, in order. Times are in the clock's milliseconds. */
export interface PodStory {
  readonly name: string;
  readonly revision: number;
  readonly createdAt: number;
  /** When the next pod of the same name was created, as a StatefulSet does it; Infinity where none was. */
  readonly until: number;
  /** When deletionTimestamp was set. */
  readonly deletedAt: number | undefined;
  readonly events: readonly RehearsalEvent[];
  /** Every run of its main containers, by start. */
  readonly runs: readonly ContainerRun[];
  /** Of these the ones that the load reaches; all of them where the manifests do not tell which. */
  readonly serving: readonly ContainerRun[];
  /** Its events of one type. */
  readonly of: <Type extends Happening['type']>(type: Type) => readonly EventOf<Type>[];
}

/**
 * The stories of the workload's pods, in an order that depends on nothing but their creation. Those of Jobs are none of them:
 * such a pod is to end. The key is the name; of several pods that had it one after another, see {@link podAt}.
 */
export function podStories({ events, workload }: Evidence): ReadonlyMap<string, PodStory> {
  const sorted = events.toSorted((a, b) => a.at - b.at);
  const byPod = Map.groupBy(sorted, (event) => ('pod' in event ? event.pod : undefined));
  const main = workload.containers.filter(({ role }) => role === 'main').map(({ name }) => name);
  const stories = [...byPod].flatMap(([name, own]) => {
    if (name === undefined) return [];
    const lives = livesOf(own).filter((life) => !isOfJob(life.events));
    return lives.map((life) => storyOf(name, life, main, workload.servedBy));
  });
  stories.sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  const pods = new Map<string, PodStory>();
  for (const story of stories)
    pods.set(pods.has(story.name) ? `${story.name} of ${story.createdAt}` : story.name, story);
  return pods;
}

/** The pod that had this name at a moment, or else the first one that did. */
export function podAt(
  pods: ReadonlyMap<string, PodStory>,
  name: string | undefined,
  at: number,
): PodStory | undefined {
  const own = [...pods.values()].filter((story) => story.name === name);
  return own.findLast(({ createdAt }) => createdAt <= at) ?? own[0];
}

function isOfJob(events: readonly RehearsalEvent[]): boolean {
  return events.some((event) => event.type === 'pod-created' && event.revision === 0);
}

function storyOf(
  name: string,
  { events, until }: Life,
  main: readonly string[],
  servedBy: string | undefined,
): PodStory {
  const byType = Map.groupBy(events, ({ type }) => type);
  const of = <Type extends Happening['type']>(type: Type) =>
    // Not checked again: a million lost requests ask.
    (byType.get(type) ?? []) as unknown as readonly EventOf<Type>[];
  const created = of('pod-created')[0];
  const runs = runsOf(events, new Set(main));
  return {
    name,
    revision: created?.revision ?? 0,
    createdAt: created?.at ?? events[0]?.at ?? 0,
    until,
    deletedAt: of('pod-deleted')[0]?.at,
    events,
    runs,
    serving: servedBy === undefined ? runs : runs.filter(({ container }) => container === servedBy),
    of,
  };
}
