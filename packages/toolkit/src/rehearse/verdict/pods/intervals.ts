import type { RehearsalEvent } from '../../events.ts';
import type { PodStory } from './pod-story.ts';

/** From when to when something held; `to` is Infinity while it still does. In the clock's milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** When a container of the pod was paused. */
export function pausesOf(story: PodStory): readonly Interval[] {
  return intervals(story.of('paused'), ({ paused }) => paused);
}

/** When the pod's Ready condition was true. */
export function readyTimes(story: PodStory): readonly Interval[] {
  return intervals(story.of('pod-ready'), ({ ready }) => ready);
}

/** When the pod first became ready, unless that was after its deletion: then others had to go for it. */
export function readyAt(story: PodStory): number | undefined {
  return readyTimes(story).find(({ from }) => from < (story.deletedAt ?? Infinity))?.from;
}

/** The times of readiness that ended before the pod was deleted, as every pod is in the end. */
export function lapses(story: PodStory): readonly Interval[] {
  return readyTimes(story).filter(({ to }) => to < (story.deletedAt ?? Infinity));
}

/** When each dependency was anything else than up. */
export function outages(
  events: readonly RehearsalEvent[],
): readonly (Interval & { readonly name: string })[] {
  const changes = events.filter((event) => event.type === 'dependency').toSorted((a, b) => a.at - b.at);
  return [...Map.groupBy(changes, ({ name }) => name)].flatMap(([name, own]) =>
    intervals(own, ({ state }) => state !== 'up').map(({ from, to }) => ({ name, from, to })),
  );
}

/** Whether two intervals share a moment. */
export function overlap(a: Interval, b: Interval): boolean {
  return a.from <= b.to && b.from <= a.to;
}

function intervals<Change extends { readonly at: number }>(
  changes: readonly Change[],
  holds: (change: Change) => boolean,
): readonly Interval[] {
  const result: Interval[] = [];
  let from: number | undefined;
  for (const change of changes) {
    if (holds(change)) from ??= change.at;
    else if (from !== undefined) {
      result.push({ from, to: change.at });
      from = undefined;
    }
  }
  if (from !== undefined) result.push({ from, to: Infinity });
  return result;
}
