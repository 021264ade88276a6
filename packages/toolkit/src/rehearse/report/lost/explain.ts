import type { RehearsalEvent } from '../../events.ts';
import type { RequestRecord } from '../../requests.ts';
import { formatDuration } from '../words/index.ts';
import type { EventIndex, Seen } from './event-index.ts';
import { fateInWords } from './fate-words.ts';

/** What is looked at before a request's end, and after. */
const BEFORE_MS = 60_000;
const AFTER_MS = 30_000;
/** A request that was under way for so long was sent at a moment of its own. */
const LONG_MS = 1000;

/**
 * What happened to a lost request in one sentence, such as `refused: nobody took the connection, 0.42 s after SIGTERM and 0.41 s after
 * port 8080 was closed; kube-proxy routed to the pod for 0.90 s more`. Of one that was under way for long it tells apart what was so when it
 * was sent: `given up without a whole answer after 10.0 s; it was sent 0.45 s after SIGTERM`. It tells what was so, and claims no cause.
 *
 * @param trafficPort the port that the load comes to: what became of others is not told. Undefined: it is not known
 */
export function explain(index: EventIndex, request: RequestRecord, trafficPort: number | undefined): string {
  const { pod, sentAt, endedAt } = request;
  if (pod === undefined) return fateInWords(request);
  const before = index
    .between(pod, endedAt - BEFORE_MS, endedAt)
    .filter((event) => event.type !== 'port' || event.port === (trafficPort ?? event.port));
  const world = index.between(undefined, endedAt - BEFORE_MS, endedAt);
  const own = circumstances(before);
  const isLong = endedAt - sentAt >= LONG_MS;
  const all = Map.groupBy([...own, ...circumstances(world)], ({ at }) => isLong && at <= sentAt);
  const since = (moment: number, found: readonly Circumstance[] = []) =>
    found.map(({ at, words }) => `${formatDuration(moment - at)} after ${words}`).join(' and ');
  const [lost, sent] = [since(endedAt, all.get(false)), since(sentAt, all.get(true))];
  // Whom nothing had happened to, the proxies leave for another reason.
  const seen = own.length === 0 ? undefined : lastToLeave(index, pod, endedAt);
  return [
    [fateInWords(request), lost].filter(Boolean).join(', '),
    ...(sent === '' ? [] : [`it was sent ${sent}`]),
    ...(seen !== undefined
      ? [`${seen.proxy} routed to the pod for ${formatDuration(seen.at - endedAt)} more`]
      : []),
  ].join('; ');
}

const dependencyWords = {
  cut: 'cut off',
  slow: 'slowed down',
  resetting: 'made to reset connections',
  refusing: 'made to refuse connections',
} as const;

/** When the last of the proxies ceased to send requests to the pod; undefined if all had before. */
function lastToLeave(index: EventIndex, pod: string, at: number): Seen | undefined {
  const isSeen = (event: RehearsalEvent): event is Seen => event.type === 'endpoint-seen';
  const states = new Map<string, Seen['state']>();
  for (const { proxy, state } of index.between(pod, -Infinity, at).filter(isSeen)) states.set(proxy, state);
  let last: Seen | undefined;
  for (const event of index.between(pod, at, at + AFTER_MS).filter(isSeen)) {
    if (event.state === 'ready' || states.get(event.proxy) !== 'ready') continue;
    states.delete(event.proxy);
    last = event;
  }
  return last;
}

/** Something that was true of a pod; of what a container went through, of which. */
interface Circumstance {
  readonly at: number;
  readonly words: string;
  readonly container?: string;
  readonly exitCode?: number;
}

/** What was true of the pod at the end of these events, with the time since when, oldest first. */
function circumstances(events: readonly RehearsalEvent[]): Circumstance[] {
  const found = new Map<string, Circumstance>();
  for (const event of events) {
    const { at } = event;
    switch (event.type) {
      case 'pod-created':
        // A StatefulSet's pod has the name of the one before.
        found.clear();
        break;
      case 'container-started':
        // What its former process went through is over, and so is an init container, which ends before others begin.
        for (const [key, { container, exitCode }] of found)
          if (container === event.container || exitCode === 0 || key === 'struck') found.delete(key);
        break;
      case 'container-exited': {
        const { container, exitCode, reason } = event;
        const words = `${container} exited with ${exitCode} (${reason})`;
        found.set(`exit of ${container}`, { at, words, container, exitCode });
        break;
      }
      case 'signal':
        found.set('signal', { at, words: event.signal, container: event.container });
        break;
      case 'measured':
        if (event.what === 'struck') found.set('struck', { at, words: `${event.value} by the rehearsal` });
        break;
      case 'port':
        if (event.listening) found.delete(`port ${event.port}`);
        else found.set(`port ${event.port}`, { at, words: `port ${event.port} was closed` });
        break;
      case 'paused': {
        const { container, what, paused } = event;
        if (paused) found.set('paused', { at, words: `${what} of ${container} stood still`, container });
        else found.delete('paused');
        break;
      }
      case 'dependency':
        if (event.state === 'up') found.delete(event.name);
        else found.set(event.name, { at, words: `${event.name} was ${dependencyWords[event.state]}` });
        break;
      default:
        break;
    }
  }
  return [...found.values()].sort((one, other) => one.at - other.at);
}
