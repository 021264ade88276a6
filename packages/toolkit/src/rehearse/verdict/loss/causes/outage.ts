import type { RequestRecord } from '../../../requests.ts';
import type { EndedRun, Interval, PodStory } from '../../pods/index.ts';
import { isStruck } from './own-end.ts';

/**
 * After a dependency is back, a program may need this long to notice and connect again, in milliseconds: reconnection
 * back-off of the usual clients grows to some seconds.
 */
const RECONNECT_MS = 5000;

/** Whether a request was under way while a dependency was out, or in the seconds after. */
export function isWithinOutage({ sentAt, endedAt }: RequestRecord, { from, to }: Interval): boolean {
  return sentAt <= to + RECONNECT_MS && endedAt >= from;
}

/**
 * The runs of a pod that were up when a dependency went, and exited by themselves before or soon after it was back. One that
 * started while it was away is none: to exit then, and be started again, is a way of waiting.
 */
export function outageExits(story: PodStory, { from, to }: Interval): readonly EndedRun[] {
  return story.runs.filter(
    (run): run is EndedRun =>
      run.startedAt < from &&
      run.exit !== undefined &&
      run.exit.at >= from &&
      run.exit.at <= to + RECONNECT_MS &&
      run.exit.reason !== 'OOMKilled' &&
      run.killed === undefined &&
      run.stop === undefined &&
      !isStruck(story, run),
  );
}
