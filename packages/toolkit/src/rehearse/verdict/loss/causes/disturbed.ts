import type { Evidence } from '../../../evidence.ts';
import type { RequestRecord } from '../../../requests.ts';
import {
  firstEnd,
  foundReadyAt,
  isOnlyOne,
  pausesOf,
  podAt,
  rolledOut,
  type Interval,
  type PodStory,
} from '../../pods/index.ts';

/**
 * How long, in milliseconds, what was held up on purpose goes on to be lost afterwards: the usual time-out of a client that
 * had sent its request just before the end.
 */
const AFTERMATH_MS = 10_000;

/** Proxies have seen a change after this, in milliseconds: longer than the longest delay of any profile. */
const SEEN_MS = 15_000;

/**
 * Tells of a request whether its pod was killed, paused or squeezed on purpose when it was lost, or was made with a configuration
 * that was broken on purpose. Where the pod that was
 * killed is the only one, what finds no endpoint until proxies see it again is lost to the same.
 */
export function disturbances(
  { events }: Evidence,
  pods: ReadonlyMap<string, PodStory>,
): (request: RequestRecord) => boolean {
  const byPod = new Map<string, Interval[]>();
  const add = (pod: string, interval: Interval) => byPod.set(pod, [...(byPod.get(pod) ?? []), interval]);
  for (const story of pods.values())
    for (const { from, to } of pausesOf(story)) add(story.name, { from, to: to + AFTERMATH_MS });
  for (const { name, createdAt } of misconfigured(events, pods)) add(name, { from: createdAt, to: Infinity });
  const alone: Interval[] = [];
  for (const event of events) {
    if (event.type !== 'measured' || event.what !== 'struck' || event.pod === undefined) continue;
    const { pod, at } = event;
    const story = podAt(pods, pod, at);
    const to = healedAt(story, at);
    add(pod, { from: at, to });
    if (isOnlyOne(pods.values(), pod, at)) alone.push({ from: at, to: seenAgainAt(story, to) });
  }
  const squeezes = squeezesOf(events);
  return ({ pod, sentAt, endedAt, fate }) => {
    const isIn = ({ from, to }: Interval) => sentAt <= to && endedAt >= from;
    if (pod === undefined) return alone.some(isIn);
    if (byPod.get(pod)?.some(isIn) === true) return true;
    // A squeezed program may be slow, and nothing else.
    return fate === 'timeout' && (squeezes.get(pod) ?? []).some(isIn);
  };
}

/** The pods of the revision in which a variable is broken. */
function misconfigured(events: Evidence['events'], pods: ReadonlyMap<string, PodStory>): readonly PodStory[] {
  const broken = events.find((event) => event.type === 'measured' && event.what === 'variable-broken');
  if (broken === undefined) return [];
  return rolledOut(
    events.filter(({ at }) => at >= broken.at),
    pods,
  );
}

/** Until the container that was struck is found ready for the first time after it. */
function healedAt(story: PodStory | undefined, at: number): number {
  const ended = story && firstEnd(story, at);
  if (story === undefined || ended === undefined) return at + AFTERMATH_MS;
  return foundReadyAt(story, ended.container, ended.exit.at) ?? ended.exit.at + AFTERMATH_MS;
}

/** Until the last proxy has seen a pod that is ready again since `healed`. */
function seenAgainAt(story: PodStory | undefined, healed: number): number {
  const seen = story
    ?.of('endpoint-seen')
    .findLast(({ at, state }) => state === 'ready' && at >= healed && at <= healed + SEEN_MS);
  return seen?.at ?? healed;
}

function squeezesOf(events: Evidence['events']): ReadonlyMap<string, readonly Interval[]> {
  const byPod = new Map<string, Interval[]>();
  for (const { at, scenario, ...event } of events.filter((found) => found.type === 'measured')) {
    if (event.what !== 'squeezed' || event.pod === undefined || event.value === 0) continue;
    const ended = events.find(
      (other) => other.type === 'scenario-ended' && other.scenario === scenario && other.at >= at,
    );
    const own = byPod.get(event.pod) ?? [];
    byPod.set(event.pod, [...own, { from: at, to: (ended?.at ?? at) + AFTERMATH_MS }]);
  }
  return byPod;
}
