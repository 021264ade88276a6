import type { RehearsalEvent } from '../../events.ts';
import type { RequestRecord } from '../../requests.ts';
import { formatDuration } from '../words/index.ts';
import type { EventIndex } from './event-index.ts';
import { fateInWords } from './fate-words.ts';

/** What is looked at before a request's end, and after. */
const BEFORE_MS = 60_000;
const AFTER_MS = 30_000;

/**
 * What happened to a lost request in one sentence, such as `refused: nobody took the connection, 0.42 s after SIGTERM and 0.41 s after
 * port 8080 was closed; kube-proxy saw the endpoint gone 0.90 s later`. It tells what was so, and claims no cause.
 */
export function explain(index: EventIndex, request: RequestRecord): string {
  const { pod, endedAt } = request;
  if (pod === undefined) return `${fateInWords(request)}; no endpoint was usable for the proxy`;
  const before = index.between(pod, endedAt - BEFORE_MS, endedAt);
  const after = index.between(pod, endedAt, endedAt + AFTER_MS);
  const world = index.between(undefined, endedAt - BEFORE_MS, endedAt);
  const own = circumstances(before);
  const since = [...own, ...circumstances(world)].map(
    ({ at, words }) => `${formatDuration(endedAt - at)} after ${words}`,
  );
  // Whom nothing had happened to, the proxies leave for another reason.
  const seen = own.length === 0 ? undefined : lastToLeave(after);
  return [
    [fateInWords(request), ...(since.length > 0 ? [since.join(' and ')] : [])].join(', '),
    ...(seen !== undefined
      ? [`${seen.proxy} saw the endpoint ${seen.state} ${formatDuration(seen.at - endedAt)} later`]
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
function lastToLeave(
  after: readonly RehearsalEvent[],
): Extract<RehearsalEvent, { readonly type: 'endpoint-seen' }> | undefined {
  const left = new Map<string, Extract<RehearsalEvent, { readonly type: 'endpoint-seen' }>>();
  for (const event of after)
    if (event.type === 'endpoint-seen' && event.state !== 'ready' && !left.has(event.proxy))
      left.set(event.proxy, event);
  return [...left.values()].at(-1);
}

/** What was true of the pod at the end of these events, with the time since when, oldest first. */
function circumstances(events: readonly RehearsalEvent[]): { readonly at: number; readonly words: string }[] {
  const found = new Map<string, { readonly at: number; readonly words: string }>();
  for (const event of events) {
    const { at } = event;
    if (event.type === 'signal') found.set('signal', { at, words: event.signal });
    else if (event.type === 'container-exited')
      found.set('exit', { at, words: `${event.container} exited with ${event.exitCode} (${event.reason})` });
    else if (event.type === 'port')
      if (event.listening) found.delete('port');
      else found.set('port', { at, words: `port ${event.port} was closed` });
    else if (event.type === 'paused')
      if (event.paused) found.set('paused', { at, words: `${event.what} of ${event.container} stood still` });
      else found.delete('paused');
    else if (event.type === 'container-started') found.delete('exit');
    else if (event.type === 'dependency')
      if (event.state === 'up') found.delete(event.name);
      else found.set(event.name, { at, words: `${event.name} was ${dependencyWords[event.state]}` });
  }
  return [...found.values()].sort((one, other) => one.at - other.at);
}
