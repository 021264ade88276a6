import type { ContainerRun } from './runs.ts';
import type { PodStory } from './pod-story.ts';

/** A run that has ended. */
export type EndedRun = ContainerRun & { readonly exit: NonNullable<ContainerRun['exit']> };

/** The run that ended first of those that ended at a moment or later, whichever began first. */
export function firstEnd({ runs }: PodStory, from: number): EndedRun | undefined {
  return runs
    .filter((run): run is EndedRun => run.exit !== undefined && run.exit.at >= from)
    .toSorted((a, b) => a.exit.at - b.exit.at)[0];
}

/** Whether this container has a readiness probe: another one of the same pod may have one, and it none. */
export function isProbedReady(story: PodStory, container: string): boolean {
  return story.of('probe').some((event) => event.probe === 'readiness' && event.container === container);
}

/** When the readiness probe of a container first turned to success after a moment, in the clock's milliseconds. */
export function foundReadyAt(story: PodStory, container: string, after: number): number | undefined {
  return story
    .of('probe-result')
    .find(
      (event) =>
        event.at > after &&
        event.container === container &&
        event.probe === 'readiness' &&
        event.result === 'success',
    )?.at;
}
