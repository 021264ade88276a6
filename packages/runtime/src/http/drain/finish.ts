import type { Server as Http1Server } from 'node:http';
import type { Server } from 'node:net';
import { deadlineIn, orTimeout, type Deadline } from '../../lifecycle/index.ts';
import { afterArrivals } from '../../after-arrivals.ts';
import type { Connection } from '../connections/connection.ts';
import { standingOf } from '../connections/standing.ts';
import { endHttp2 } from '../http2/server.ts';
import { linger } from '../connections/linger.ts';
import { endLongLived } from './long-lived.ts';
import { messagesUnderWay } from '../http1/messages-under-way.ts';
import { pathOf } from '../exchange/request-target.ts';
import type { Serving } from '../serving.ts';

/** Kept of the budget for closing what was held idle: a lingering close, and the watch's interval. */
const lingeringMs = 3_000;

/** Connections that wait are taken in, and all processes close the port, within at most this share of the budget… */
const shareOfBudget = 0.1;
/** …and this long, in milliseconds. */
const longestClosingMs = 1_000;

/** What is to come to its end. */
export interface FinishOptions {
  /** The listener. */
  readonly front: Server;
  /** The server that reads HTTP/1.1, and knows whose requests are under way. */
  readonly http1: Http1Server;
  readonly deadline: Deadline;
  /** See `DrainOptions.idleHoldMs`. */
  readonly idleHoldMs: number;
  /** See `ServeOptions.othersClosed`. */
  readonly othersClosed?: (() => Promise<void>) | undefined;
}

/**
 * Closes the listener, lets every connection come to its end, and aborts what is left at `deadline`. Where there was no drain
 * delay, the drain begins only once the listener has closed: who is told dials anew at once, and would wait in the queue that
 * the kernel resets; so they would where another process holds the port still. A connection that is refused can be tried elsewhere
 * without a doubt; a request that is reset can't.
 *
 * @returns what was aborted
 */
export async function finish(serving: Serving, options: FinishOptions): Promise<readonly string[]> {
  const { front, http1, deadline, idleHoldMs, othersClosed } = options;
  const closingMs = Math.min(longestClosingMs, shareOfBudget * deadline.remaining());
  using closing = deadlineIn(serving.clock, closingMs, deadline);
  await acceptQueued(front, closing);
  const closed = new Promise<void>((resolve) => front.close(() => resolve()));
  if (!serving.drain.active && othersClosed !== undefined) await orTimeout(othersClosed(), closing);
  const remaining = deadline.remaining();
  serving.drain.finish(remaining);
  endLongLived(serving);
  // A session without any stream yet is ended at its first: it may be in the middle of its handshake.
  for (const connection of serving.connections)
    if (connection.protocol === 'h2' && connection.latest !== undefined) endHttp2(connection);

  const holdMs = Math.min(idleHoldMs, Math.max(remaining / 2, remaining - lingeringMs));
  using _hold = afterArrivals(serving.clock, holdMs, () => closeIdle(serving, http1));
  if (await orTimeout(closed, deadline)) return [];

  const aborted = inFlight(serving);
  cutAll(serving);
  await closed;
  return aborted;
}

/** Ends every connection at once. What is under way there is cut, and no fault of its handler. */
export function cutAll({ exchanges, connections }: Serving): void {
  for (const exchange of exchanges) exchange.outcome = 'cut';
  for (const { socket } of connections) socket.destroy();
}

/** Names what is under way: `GET /slow, 4.2 s`. */
export function inFlight({ exchanges, connections, clock }: Serving): string[] {
  const since = (at: number) => `${((clock.now() - at) / 1_000).toFixed(1)} s`;
  const requests = [...exchanges].map(
    ({ method, path, startedAt }) => `${method} ${path}, ${since(startedAt)}`,
  );
  const upgraded = [...connections].flatMap(({ upgrade, acceptedAt }) =>
    upgrade === undefined
      ? []
      : [`${upgrade.headers.upgrade} ${pathOf(upgrade.url ?? '')}, ${since(acceptedAt)}`],
  );
  return [...requests, ...upgraded];
}

/**
 * Takes in what the kernel has queued, which it would reset: one connection in each turn of the event loop (libuv accepts no more), until
 * two turns took none, of which the first may have begun after the sockets were polled. Closing the listener right after leaves the least
 * time for another to be reset. Where they never cease to come, some are.
 */
async function acceptQueued(front: Server, { signal }: Deadline): Promise<void> {
  let quietTurns = 0;
  const onConnection = () => {
    quietTurns = -1;
  };
  front.on('connection', onConnection);
  while (quietTurns < 2 && !signal.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
    quietTurns++;
  }
  front.off('connection', onConnection);
}

function closeIdle({ drain, connections }: Serving, http1: Http1Server): void {
  drain.idleOver = true;
  const messages = messagesUnderWay(http1);
  for (const connection of connections) {
    if (!connection.idle || connection.lingeringSince !== undefined) continue;
    if (connection.protocol === 'h2') endHttp2(connection);
    else if (!isArriving(connection, messages.has(connection.socket))) linger(connection);
  }
}

/** Whether a request has begun to arrive: it is answered, and ends the connection. */
function isArriving(connection: Connection, isInMessage: boolean): boolean {
  const { protocol, socket } = connection;
  return protocol === undefined ? socket.bytesRead > 0 : standingOf(connection, isInMessage) === 'head';
}
