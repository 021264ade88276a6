import { readyAt, type PodStory } from '../pods/index.ts';
import type { Act } from '../view.ts';

/** The pods of the revision that was rolled out first after `from` in the scenario. */
export function podsRolledOut({ evidence, pods, isIn }: Act, from: number): readonly PodStory[] {
  const [started] = evidence.events
    .filter((event) => event.type === 'rollout-started' && event.at >= from && isIn(event.at))
    .toSorted((a, b) => a.at - b.at);
  if (started?.type !== 'rollout-started') return [];
  return [...pods.values()].filter(
    ({ revision, createdAt }) => revision === started.revision && createdAt >= started.at,
  );
}

/** The one of these pods that became ready. */
export function readyOne(stories: readonly PodStory[]): PodStory | undefined {
  return stories.find((story) => readyAt(story) !== undefined);
}
