import type { RehearsalEvent } from '../../../events.ts';
import type { Evidence } from '../../../evidence.ts';
import { phaseOf, podAfter, type PodState } from '../../pods/index.ts';
import { isRoutine } from '../../words/index.ts';
import { listeningSpans } from './listening.ts';
import { markOf } from './marks.ts';
import type { SinceStart } from './since-start.ts';
import { spansOf, without } from './spans.ts';
import type { PodLane, Span } from './types.ts';

/** How many successful probes the page shows, over all pods; of more, one in so many. */
const MOST_SUCCESSES = 30_000;

type OfPod = RehearsalEvent & { readonly pod: string };

/** A lane for each pod, in the order in which they were created. */
export function podLanes(evidence: Evidence, since: SinceStart): PodLane[] {
  const ofPods = evidence.events.filter((event): event is OfPod => 'pod' in event && event.pod !== undefined);
  const stride = Math.max(1, Math.ceil(ofPods.filter(isRoutine).length / MOST_SUCCESSES));
  const byPod = Map.groupBy(ofPods, ({ pod }) => pod);
  return [...byPod].map(([name, events]) => laneOf(name, events, evidence, stride, since));
}

function laneOf(
  name: string,
  events: readonly OfPod[],
  { workload, scenarios, durationMs }: Evidence,
  stride: number,
  since: SinceStart,
): PodLane {
  const own = events.map((event) => ({ ...event, at: since(event.at) }));
  const listening = listeningSpans(own, workload.trafficPort, durationMs);
  const seen = spansOf(seenByAny(own), durationMs);
  // Then the rehearsal takes its pods down, and no proxy hears of it any more.
  const isOverAt = since(scenarios.at(-1)?.endedAt ?? Infinity);
  const routed = seen
    .filter(([from, , state]) => state === 'ready' && from < isOverAt)
    .map(([from, until, state]): Span<string> => [from, Math.min(until, isOverAt), state]);
  const created = own.find((event) => event.type === 'pod-created');
  const hasPorts = own.some(({ type }) => type === 'port');
  return {
    name,
    revision: created?.revision ?? 0,
    phases: phasesOf(own, durationMs),
    listening,
    seen,
    misrouted: hasPorts ? without(routed, listening, 'misrouted') : [],
    probes: own
      .filter((event) => event.type === 'probe')
      .filter((event, position) => !isRoutine(event) || position % stride === 0)
      .map(({ at, probe, outcome }) => [Math.round(at), probe, outcome]),
    marks: own.map(markOf).filter((mark) => mark !== undefined),
  };
}

function phasesOf(events: readonly OfPod[], end: number): PodLane['phases'] {
  let pod: PodState | undefined;
  const changes = events.map((event) => {
    pod = podAfter(pod, event);
    return [event.at, pod && phaseOf(pod)] as const;
  });
  return spansOf(changes, end);
}

/** Of several proxies each sees an endpoint at a time of its own: what counts is whether any still sends requests there. */
function seenByAny(events: readonly OfPod[]): (readonly [at: number, state: SeenState | undefined])[] {
  const states = new Map<string, string>();
  return events
    .filter((event) => event.type === 'endpoint-seen')
    .map(({ at, proxy, state }) => {
      states.set(proxy, state);
      const seen = new Set(states.values());
      return [at, (['ready', 'serving', 'unready'] as const).find((one) => seen.has(one))];
    });
}

type SeenState = PodLane['seen'][number][2];
