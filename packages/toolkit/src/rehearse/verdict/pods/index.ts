/** The events of a rehearsal, told pod by pod. */
export { lapses, outages, overlap, pausesOf, readyAt, readyTimes, type Interval } from './intervals.ts';
export { podAt, podStories, type EventOf, type PodStory } from './pod-story.ts';
export { firstEnd, foundReadyAt, isProbedReady, type EndedRun } from './readiness.ts';
export { rolledOut } from './rolled-out.ts';
export { isOnlyOne, joined, routedAfter, routedTo } from './routing.ts';
export { endsAt, runsOf, type ContainerRun } from './runs.ts';
