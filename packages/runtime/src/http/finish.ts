import type { Server } from 'node:net';
import type { Deadline } from '../lifecycle/index.ts';
import { afterArrivals } from '../after-arrivals.ts';
import type { Connection } from './connection.ts';
import { endHttp2 } from './http2.ts';
import { linger } from './linger.ts';
import { endLongLived } from './long-lived.ts';
import { pathOf } from './request-target.ts';
import type { Serving } from './serving.ts';

/** Kept of the budget for closing what was held idle: a lingering close, and the watch's interval. */
const closingMs = 3_000;

/**
 * Closes the listener, lets every connection come to its end, and aborts what is left at `deadline`.
 *
 * @returns what was aborted
 */
export async function finish(
  serving: Serving,
  front: Server,
  deadline: Deadline,
  idleHoldMs: number,
): Promise<readonly string[]> {
  await acceptQueued();
  const closed = new Promise<void>((resolve) => front.close(() => resolve()));
  const remaining = deadline.remaining();
  serving.drain.finish(remaining);
  endLongLived(serving);
  for (const connection of serving.connections) if (connection.noticed) endHttp2(connection);

  const holdMs = Math.min(idleHoldMs, Math.max(remaining / 2, remaining - closingMs));
  const heldFrom = new Map([...serving.connections].map((each) => [each, each.socket.bytesRead]));
  using _hold = afterArrivals(serving.clock, holdMs, () => closeIdle(serving, heldFrom));
  if (await Promise.race([closed.then(() => true), passed(deadline.signal)])) return [];

  const aborted = inFlight(serving);
  for (const exchange of serving.exchanges) exchange.outcome = 'cut';
  for (const { socket } of serving.connections) socket.destroy();
  await closed;
  return aborted;
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

/** Turns of the event loop, in each of which the kernel's queue of connections is accepted to its end. Closing the
 * listener right after leaves the least time for another to be reset. */
async function acceptQueued(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

function closeIdle({ drain, connections }: Serving, heldFrom: Map<Connection, number>): void {
  drain.idleOver = true;
  for (const connection of connections) {
    const { socket, protocol } = connection;
    if (!connection.idle || connection.lingeringSince !== undefined) continue;
    // A request has begun to arrive: it is answered, and ends the connection.
    const arriving = protocol === 'http/1.1' && socket.bytesRead > (heldFrom.get(connection) ?? Infinity);
    if (protocol === 'h2') endHttp2(connection);
    else if (!arriving) linger(connection);
  }
}

function passed(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}
