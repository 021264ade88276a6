import type { WorkloadFacts } from '../../evidence.ts';
import type { ContainerRun, PodStory } from '../pods/index.ts';

/**
 * When a run heard that it is to end, in the clock's milliseconds: by a preStop that may have asked it, which one that only sleeps does
 * not, or else by the signal; Infinity: never. What it answers before that has nothing to do with its end.
 */
export function heardAt(
  story: PodStory,
  { container, killed, stop, exit }: ContainerRun,
  { containers }: WorkloadFacts,
): number {
  const sleeps = containers.find(({ name }) => name === container)?.preStopSeconds !== undefined;
  const asked =
    sleeps || killed === undefined
      ? undefined
      : story
          .of('hook-started')
          .find(
            (event) =>
              event.hook === 'preStop' &&
              event.container === container &&
              event.at >= killed.at &&
              event.at <= (exit?.at ?? Infinity),
          );
  return Math.min(asked?.at ?? Infinity, stop?.at ?? Infinity);
}
