import { routedTo, type ContainerRun, type Interval, type PodStory } from '../../pods/index.ts';
import type { LossFault } from '../loss.ts';
import { livenessCause } from './liveness.ts';

/** A run of a container that ended, and why. */
export interface OwnEnd {
  readonly run: ContainerRun;
  readonly cause: LossFault;
}

/** Why a run ended that nobody had told to: for memory, by its liveness probe or of its own accord; undefined: it was told to, or goes on. */
export function ownEndCause(
  story: PodStory,
  run: ContainerRun,
  outages: readonly Interval[],
): LossFault | undefined {
  if (run.exit?.reason === 'OOMKilled') return 'oom-killed';
  const byProbe = livenessCause(story, run, outages);
  if (byProbe !== undefined) return byProbe;
  return run.stop === undefined && run.exit !== undefined ? 'crashed' : undefined;
}

/** How a run ended that nobody had told to, and that nothing was done to on purpose. */
export function ownEndOf(
  story: PodStory,
  run: ContainerRun,
  outages: readonly Interval[],
): OwnEnd | undefined {
  const cause = isStruck(story, run) ? undefined : ownEndCause(story, run, outages);
  return cause === undefined ? undefined : { run, cause };
}

/** What left nobody to route to at a moment: a pod that served, was not deleted, and whose container ended like that. */
export function ownEndBefore(
  at: number,
  pods: Iterable<PodStory>,
  outages: readonly Interval[],
): OwnEnd | undefined {
  for (const story of pods) {
    if (story.createdAt > at || (story.deletedAt ?? Infinity) <= at) continue;
    const run = story.runs.findLast(({ exit }) => exit !== undefined && exit.at <= at);
    if (run?.exit === undefined || !hasFallen(story, run.exit.at, at)) continue;
    const end = ownEndOf(story, run, outages);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Whether it had been routed to until it ended, and has not been since. */
function hasFallen(story: PodStory, exitedAt: number, at: number): boolean {
  const routed = routedTo(story).filter(({ from }) => from <= at);
  return routed.length > 0 && routed.every(({ from }) => from <= exitedAt);
}

/** Whether it was ended on purpose. */
export function isStruck(story: PodStory, { startedAt, exit }: ContainerRun): boolean {
  return story
    .of('measured')
    .some(({ what, at }) => what === 'struck' && at >= startedAt && at <= (exit?.at ?? Infinity));
}
