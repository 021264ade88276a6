import type { RehearsalEvent } from '../../events.ts';
import type { PodStory } from './pod-story.ts';

/** The pods of the revision whose rollout is the first among `events`. */
export function rolledOut(
  events: readonly RehearsalEvent[],
  pods: ReadonlyMap<string, PodStory>,
): readonly PodStory[] {
  const [started] = events
    .filter((event) => event.type === 'rollout-started')
    .toSorted((a, b) => a.at - b.at);
  if (started === undefined) return [];
  return [...pods.values()].filter(
    ({ revision, createdAt }) => revision === started.revision && createdAt >= started.at,
  );
}
