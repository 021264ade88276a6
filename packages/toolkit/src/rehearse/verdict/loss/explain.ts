import type { Evidence, WorkloadFacts } from '../../evidence.ts';
import { isLost, type RequestRecord } from '../../requests.ts';
import {
  endsAt,
  foundReadyAt,
  isProbedReady,
  outages,
  routedTo,
  type ContainerRun,
  type Interval,
  type PodStory,
} from '../pods/index.ts';
import { endingCause } from './causes/ending.ts';
import { disturbances } from './causes/disturbed.ts';
import { downtimeCause, takings } from './causes/downtime.ts';
import { isWithinOutage } from './causes/outage.ts';
import { isStruck as wasStruck, ownEndBefore, ownEndCause, ownEndOf, type OwnEnd } from './causes/own-end.ts';
import { FIRST_MS, startingCause } from './causes/starting.ts';
import { endingOf, type Ending } from './ending.ts';
import { heardAt } from './heard.ts';
import type { Loss } from './loss.ts';
import { calmCause, settled } from './settled.ts';
import { slowActions } from './slow-actions.ts';

/**
 * The engine tells of an exit after the kernel has closed the sockets, and the load hears of a reset by another way: what is
 * this close together, in milliseconds, happened in any order.
 */
const SLACK_MS = 100;
/** The same of a program that ends by itself, which nothing else foretells: on a busy machine its end is told that much later. */
const OWN_END_SLACK_MS = 1000;

/** Explains every lost request by what happened to its pod around it. The order is that of their ids. */
export function explainLosses(evidence: Evidence, pods: ReadonlyMap<string, PodStory>): readonly Loss[] {
  const lost = [...evidence.requests].filter(isLost);
  const byEnd = lost.toSorted((a, b) => a.endedAt - b.endedAt);
  const explain = explainer(
    evidence,
    pods,
    Map.groupBy(byEnd, ({ pod = '' }) => pod),
  );
  return settled(lost.map(explain), evidence.requests);
}

function explainer(
  evidence: Evidence,
  pods: ReadonlyMap<string, PodStory>,
  lostOf: ReadonlyMap<string, readonly RequestRecord[]>,
): (request: RequestRecord) => Loss {
  const { workload } = evidence;
  const out = outages(evidence.events);
  const logs = Map.groupBy(evidence.logs, ({ pod }) => pod);
  const endings = new Map<ContainerRun, Ending>();
  const isStruck = disturbances(evidence, pods);
  const slow = slowActions(evidence.requests, evidence.conditions);
  const servedOn = servesOn(evidence.requests, lostOf);
  const routed = new Map([...pods.values()].map((story) => [story, routedTo(story)]));
  const storyOf = requestedPods(routed);
  const takenBy = takings(evidence.events);
  const downtime = (request: RequestRecord) => downtimeCause(request, workload, takenBy(request.sentAt));
  const outageAt = (request: RequestRecord) => out.some((interval) => isWithinOutage(request, interval));

  return (request) => {
    const story = storyOf(request);
    const loss = { request, story, run: undefined, ending: undefined };
    if (
      request.fate === 'status' &&
      request.status === 503 &&
      request.retryAfter &&
      !isEnding(story, request, workload)
    )
      return { ...loss, cause: 'shed' };
    if (outageAt(request) && !isEnding(story, request, workload)) {
      const exited = exitMet(request, story, pods, out);
      return { ...loss, ...(exited?.cause === 'crashed' ? exited : { cause: 'outage' }) };
    }
    if (isStruck(request)) return { ...loss, cause: 'struck' };
    if (story === undefined)
      return { ...loss, ...(exitMet(request, story, pods, out) ?? { cause: downtime(request) }) };
    const met = meets(story, request);
    if (met.run === undefined)
      return { ...loss, cause: startingCause(request, story, evidence) ?? 'unexplained' };
    const { run } = met;
    const found = { ...loss, run };
    if (!met.ends || isUnopened(story, run, request))
      return { ...found, cause: startingCause(request, story, evidence) ?? calmCause(request) };
    const own = ownEndCause(story, run, out);
    if (own !== undefined) return { ...found, cause: own };
    if (
      run.stop === undefined ||
      (request.fate === 'status' && request.endedAt < heardAt(story, run, workload))
    )
      return { ...found, cause: calmCause(request) };
    // With all pods ending at once, whoever finds one of them finds no service.
    if (
      workload.strategy === 'Recreate' &&
      takenBy(request.sentAt) === 'rollout' &&
      (request.fate === 'refused' || request.fate === 'timeout')
    )
      return { ...found, cause: downtime(request) };
    let ending = endings.get(run);
    if (ending === undefined) {
      ending = endingOf(story, run, {
        evidence,
        logs: logs.get(story.name) ?? [],
        lost: lostOf.get(story.name) ?? [],
      });
      endings.set(run, ending);
    }
    const cause = endingCause(request, run, ending, {
      slackMs: SLACK_MS,
      roundTripMs: evidence.conditions.roundTripMs,
      slow,
      servedOn: servedOn(run, story),
    });
    // A proxy turns to pods that end where it sees none that is ready; those need not accept for ever.
    const isLastResort =
      cause === 'listener-closed-early' &&
      !routed.get(story)?.some(({ from, to }) => from <= request.sentAt && request.sentAt < to + SLACK_MS);
    return { ...found, ending, cause: isLastResort ? downtime(request) : cause };
  };
}

/** Tells of a run that was told to end whether it answered something that was sent after the signal. */
function servesOn(
  requests: Iterable<RequestRecord>,
  lostOf: ReadonlyMap<string, unknown>,
): (run: ContainerRun, story: PodStory) => boolean {
  const sent = new Map<string, number[]>([...lostOf.keys()].map((pod) => [pod, []]));
  for (const request of requests)
    if (request.pod !== undefined && !isLost(request)) sent.get(request.pod)?.push(request.sentAt);
  const found = new Map<ContainerRun, boolean>();
  return (run, story) => {
    const [from, to] = [run.stop?.at ?? Infinity, run.exit?.at ?? Infinity];
    const known = found.get(run) ?? (sent.get(story.name) ?? []).some((at) => at >= from && at < to);
    found.set(run, known);
    return known;
  };
}

/**
 * Tells whom a request met. Of several pods of one name that is the last one that a proxy had routed to by then: one that is
 * behind still sends to the one before.
 */
function requestedPods(
  routed: ReadonlyMap<PodStory, readonly Interval[]>,
): (request: RequestRecord) => PodStory | undefined {
  const byName = Map.groupBy(routed.keys(), ({ name }) => name);
  return ({ pod = '', sentAt }) => {
    const own = byName.get(pod);
    return own?.findLast((story) => (routed.get(story)?.[0]?.from ?? Infinity) <= sentAt) ?? own?.[0];
  };
}

/** The end of a container by itself that a request met, or that left nobody whom it could meet. */
function exitMet(
  request: RequestRecord,
  story: PodStory | undefined,
  pods: ReadonlyMap<string, PodStory>,
  out: readonly Interval[],
): OwnEnd | undefined {
  if (story === undefined)
    return request.fate === 'status' ? undefined : ownEndBefore(request.sentAt, pods.values(), out);
  const { run, ends } = meets(story, request);
  return run !== undefined && ends ? ownEndOf(story, run, out) : undefined;
}

/** Whether a run that is told to end had not even begun to listen, where that is seen at all. */
function isUnopened(story: PodStory, { startedAt }: ContainerRun, { fate, endedAt }: RequestRecord): boolean {
  const opened = story.of('port').filter(({ at, listening }) => listening && at >= startedAt);
  return fate === 'refused' && opened.length > 0 && opened.every(({ at }) => at > endedAt);
}

/**
 * Whether the pod's end had begun when the request was lost: then the end explains it, whatever else is out of order. What a
 * program answers is its own until it hears of the end.
 */
function isEnding(
  story: PodStory | undefined,
  { fate, endedAt }: RequestRecord,
  workload: WorkloadFacts,
): boolean {
  if (story?.deletedAt === undefined || endedAt < story.deletedAt) return false;
  const run = story.serving.findLast(({ startedAt }) => startedAt <= endedAt);
  return fate !== 'status' || run === undefined || endedAt >= heardAt(story, run, workload);
}

/**
 * The run of the container that the request met, and whether it met its end: after the kubelet began to end it, or about or
 * after its exit. One that met a container which was started again, and was not yet ready again, met the end before.
 */
function meets(story: PodStory, request: RequestRecord) {
  const { endedAt } = request;
  const started = story.serving.filter(({ startedAt }) => startedAt <= endedAt);
  const run = started.at(-1);
  if (run === undefined) return { run, ends: false };
  const before = started.findLast(
    ({ container, startedAt }) => container === run.container && startedAt < run.startedAt,
  );
  const isReadyAgain = isProbedReady(story, run.container)
    ? (foundReadyAt(story, run.container, run.startedAt) ?? Infinity) <= endedAt
    : endedAt - run.startedAt > FIRST_MS;
  if (before !== undefined && !isReadyAgain) return { run: before, ends: true };
  return { run, ends: endedAt >= endsAt(run) - slackOf(story, run, request) };
}

/** How long before it was told the end of a run may have met a request, in milliseconds. */
function slackOf(story: PodStory, run: ContainerRun, { fate, sentAt }: RequestRecord): number {
  if (run.killed !== undefined || run.stop !== undefined || wasStruck(story, run)) return SLACK_MS;
  const isRefused =
    fate === 'refused' &&
    story.of('port').some(({ at, listening }) => listening && at >= run.startedAt && at <= sentAt);
  return isRefused || fate === 'reset' || fate === 'closed' ? OWN_END_SLACK_MS : SLACK_MS;
}
