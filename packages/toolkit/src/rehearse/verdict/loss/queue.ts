import type { RequestRecord } from '../../requests.ts';
import type { ContainerRun, EventOf, Interval } from '../pods/index.ts';

/**
 * Who is accepted at once waits too, and may be seen to by chance; a queue that stands for this long, in milliseconds, is one of a
 * program that is behind its load, or busy.
 */
const STANDING_MS = 100;

/**
 * When those came that a program never accepted, told by what was seen of its port as it closed. Who comes first is accepted first, so
 * that those wait which came last; what has come since the last look stands behind them. Undefined: nobody waited.
 *
 * @param lost requests of the pod
 */
export function queueOf(
  { exit }: ContainerRun,
  closing: EventOf<'port'> | undefined,
  lost: readonly RequestRecord[],
): Interval | undefined {
  const { waiting } = closing ?? {};
  if (closing === undefined || waiting === undefined || waiting.at - waiting.since < STANDING_MS)
    return undefined;
  const { at, count } = waiting;
  const came = lost
    .filter((request) => isUnanswered(request) && request.sentAt <= at && request.endedAt >= at)
    .map(({ sentAt }) => sentAt)
    .toSorted((a, b) => a - b);
  const from = came.at(-Math.min(count, came.length)) ?? at;
  return { from, to: Math.min(exit?.at ?? Infinity, closing.at) };
}

/** Whether a request was on a connection that the program had not accepted when it stopped listening. */
export function isQueued(request: RequestRecord, queue: Interval | undefined): boolean {
  if (queue === undefined || !isUnanswered(request)) return false;
  return request.sentAt >= queue.from && request.sentAt < queue.to;
}

/** The kernel breaks off whoever waits as the listener goes; of a pod that is gone by then, nobody hears of it. */
function isUnanswered({ fresh, fate }: RequestRecord): boolean {
  return fresh && (fate === 'reset' || fate === 'closed' || fate === 'timeout');
}
