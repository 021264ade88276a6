import { readyAt, rolledOut, type PodStory } from '../../pods/index.ts';
import type { Act } from '../../view.ts';

/** The pods of the revision that was rolled out first after `from` in the scenario. */
export function podsRolledOut({ evidence, pods, isIn }: Act, from: number): readonly PodStory[] {
  return rolledOut(
    evidence.events.filter(({ at }) => at >= from && isIn(at)),
    pods,
  );
}

/** The one of these pods that became ready. */
export function readyOne(stories: readonly PodStory[]): PodStory | undefined {
  return stories.find((story) => readyAt(story) !== undefined);
}
