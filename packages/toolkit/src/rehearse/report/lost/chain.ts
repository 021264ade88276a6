import type { RehearsalEvent } from '../../events.ts';
import type { RequestRecord } from '../../requests.ts';
import { formatEvent, isRoutine, subjectOf } from '../words/index.ts';
import type { EventIndex, Seen } from './event-index.ts';
import { fateInWords } from './fate-words.ts';

/** One step on the way to a request's loss. */
export interface ChainStep {
  /** In the clock's milliseconds. */
  readonly at: number;
  /** Whom it is about: `request`, a pod, a scenario, or `-`. */
  readonly subject: string;
  readonly text: string;
}

/** How far back, and how far on, a step can lie. The longest default grace period is 30 s. */
const BEFORE_MS = 30_000;
const AFTER_MS = 10_000;

/** The most events of a chain before the request ended. */
const MOST_BEFORE = 14;

/** What still tells of a loss when it happens after it: how long the proxy went on, and how the pod ended. */
const telling: ReadonlySet<RehearsalEvent['type']> = new Set([
  'endpoint-seen',
  'container-exited',
  'pod-ready',
  'port',
  'signal',
]);

/**
 * The chain of events around a lost request, in the order of time: what happened to its pod in the 30 s before (or, without
 * a pod, what the proxies saw), what was done to its dependencies, the request's own steps, and what came of it within 10 s.
 */
export function chainOf(index: EventIndex, request: RequestRecord): ChainStep[] {
  const { pod, dueAt, endedAt } = request;
  const [from, until] = [dueAt - BEFORE_MS, endedAt + AFTER_MS];
  const own =
    pod === undefined
      ? latestOfEachView(index.seenBetween(from, until), endedAt)
      : index.between(pod, from, until);
  const world = index.between(undefined, from, endedAt).filter(isOfTheWorld);
  const before = sinceTheTurn([
    ...latestOfEachProbe(own.filter((event) => event.at <= endedAt && !isRoutine(event))),
    ...world,
  ]);
  const after = firstOfEachType(own.filter((event) => event.at > endedAt && telling.has(event.type)));
  const events = [...before.slice(-MOST_BEFORE), ...after];
  const steps = events.map((event) => ({
    at: event.at,
    subject: subjectOf(event),
    text: formatEvent(event),
  }));
  return [...steps, ...ownSteps(request)].sort(byTime);
}

function ownSteps(request: RequestRecord): ChainStep[] {
  const { action, kind, dueAt, sentAt, endedAt, pod, connection, fresh, retries } = request;
  const how = `on ${fresh ? 'the new' : 'the kept'} connection ${connection}`;
  const again = retries > 0 ? `, try ${retries + 1}` : '';
  const step = (at: number, text: string) => ({ at, subject: 'request', text });
  return [
    ...(sentAt - dueAt >= 1 ? [step(dueAt, `${action} was due`)] : []),
    step(
      sentAt,
      `${action} (${kind}) ${pod === undefined ? 'was to be sent' : `sent to ${pod} ${how}`}${again}`,
    ),
    step(endedAt, fateInWords(request)),
  ];
}

/** What came before the turn for the worse does not tell why; without one, all of it may. */
function sinceTheTurn(events: readonly RehearsalEvent[]): RehearsalEvent[] {
  const sorted = events.toSorted(byTime);
  const turn = sorted.find(({ type }) => type === 'pod-deleted') ?? sorted.findLast(isTurn);
  return turn === undefined
    ? sorted
    : sorted.filter(({ at, type }) => at >= turn.at - 1000 || type === 'dependency');
}

/** Whether it leaves a pod or a dependency unable to answer; a deletion is looked for before. */
function isTurn(event: RehearsalEvent): boolean {
  if (event.type === 'dependency') return event.state !== 'up';
  if (event.type === 'paused') return event.paused;
  if (event.type === 'measured') return event.what === 'struck';
  return event.type === 'container-exited' || event.type === 'container-killed';
}

function isOfTheWorld({ type }: RehearsalEvent): boolean {
  return type === 'dependency' || type === 'object-updated' || type === 'step';
}

/** A probe fails again and again: its last failure stands for them all. */
function latestOfEachProbe(events: readonly RehearsalEvent[]): RehearsalEvent[] {
  const key = (event: RehearsalEvent) =>
    event.type === 'probe' ? `${event.container} ${event.probe} ${event.outcome}` : event;
  return [...new Map(events.map((event) => [key(event), event])).values()].sort(byTime);
}

/** What each proxy knew last of each endpoint by a moment, and all that came later: together they tell which had none. */
function latestOfEachView(seen: readonly Seen[], at: number): Seen[] {
  const before = seen.filter((event) => event.at <= at);
  const last = new Map(before.map((event) => [`${event.proxy} ${event.pod}`, event]));
  return [...last.values(), ...seen.filter((event) => event.at > at)].sort(byTime);
}

/** Of several proxies, the first of each. */
function firstOfEachType(events: readonly RehearsalEvent[]): RehearsalEvent[] {
  const key = (event: RehearsalEvent) =>
    event.type === 'endpoint-seen' ? `${event.type} ${event.proxy}` : event.type;
  const firsts = new Map(events.toReversed().map((event) => [key(event), event]));
  return [...firsts.values()].sort(byTime);
}

function byTime(one: { readonly at: number }, other: { readonly at: number }): number {
  return one.at - other.at;
}
