import type { Connection } from '../connections/connection.ts';
import { refuseConnection } from '../http1/server.ts';
import { linger } from '../connections/linger.ts';
import { queuedBytes } from '../connections/queued-bytes.ts';
import type { Serving } from '../serving.ts';

/** Beyond the time that the client was told, so that it is the client who closes first. */
const keepAliveSlackMs = 1_000;

/** What the watch has seen of one connection. */
interface Progress {
  /** `socket.bytesRead` at the last look. */
  read: number;
  /** Bytes the kernel had not yet taken at the last look. */
  queued: number;
  /** How long, and how much, of a body has been waited for. */
  bodyMs: number;
  bodyBytes: number;
  /** How long the client has taken nothing of a response. */
  stalledMs: number;
}

const seen = new WeakMap<Connection, Progress>();

/**
 * Looks at every connection, `sinceMs` after the last look: silent ones, bodies that trickle, responses that are not
 * taken, and connections whose end is awaited. Looking now and then costs a request nothing; a timer for each would.
 */
export function watchSlowConnections(serving: Serving, sinceMs: number): void {
  for (const connection of serving.connections) watch(connection, sinceMs);
}

function watch(connection: Connection, sinceMs: number): void {
  const { socket, protocol, serving } = connection;
  if (connection.lingeringSince !== undefined) return watchLingering(connection);
  if (protocol === 'upgraded') return;
  const now: Progress = {
    read: socket.bytesRead,
    queued: queuedBytes(socket),
    bodyMs: 0,
    bodyBytes: 0,
    stalledMs: 0,
  };
  const before = seen.get(connection);
  seen.set(connection, now);
  if (protocol !== 'h2' && connection.pending === 0 && now.read === (before?.read ?? 0))
    watchIdle(connection);
  if (before === undefined) return;
  if (now.queued > 0 && now.queued === before.queued) now.stalledMs = before.stalledMs + sinceMs;
  if (now.stalledMs >= serving.limits.stallTimeoutMs) return cut(connection);
  if (protocol === 'http/1.1') watchBody(connection, before, now, sinceMs);
}

/** Also a connection without any byte yet: opened in advance, it is as good as idle. */
function watchIdle(connection: Connection): void {
  const { clock, limits } = connection.serving;
  if (clock.now() - connection.idleSince >= limits.keepAliveTimeoutMs + keepAliveSlackMs) linger(connection);
}

function watchLingering({ socket, lingeringSince = 0, lingeringFrom, serving }: Connection): void {
  const { clock, limits } = serving;
  const waited = clock.now() - lingeringSince;
  // What the client has not taken yet is still on its way to it: that is bounded as any response is.
  const limit = queuedBytes(socket) > 0 ? limits.stallTimeoutMs : limits.lingerTimeoutMs;
  if (waited >= limit || socket.bytesRead - lingeringFrom > limits.maxLingerBytes) socket.destroy();
}

function watchBody(connection: Connection, before: Progress, now: Progress, sinceMs: number): void {
  const { latest, serving } = connection;
  const { minBodyBytesPerSecond, bodyGraceMs } = serving.limits;
  if (latest === undefined || latest.request.complete) return;
  // It was refused, and what was asked before it is still to be answered.
  if (connection.broken && connection.pending > 1) return;
  const { request, reservation } = latest;
  // Of one that was answered the rest is dropped, in turn: who sends none of it when it has its turn keeps it from the others.
  if (latest.ended && !serving.discards.isReading(request)) return;
  // A full buffer means that the handler does not read; who waits for memory, or behind answers, is not read from: not the client's fault.
  const isHeld = connection.isHeld || reservation?.state === 'waiting';
  const waiting = request.readableLength < request.readableHighWaterMark && !isHeld;
  now.bodyMs = before.bodyMs + (waiting ? sinceMs : 0);
  now.bodyBytes = before.bodyBytes + now.read - before.read;
  if (now.bodyMs < bodyGraceMs) return;
  // Its answer went out before its turn came, and a connection is not worth what others wait for.
  if (latest.ended && serving.discards.isAwaited) return linger(connection);
  if (now.bodyBytes * 1_000 >= minBodyBytesPerSecond * now.bodyMs) return;
  serving.rejections.add('slow body', connection.remote);
  if (latest.ended) return linger(connection);
  refuseConnection(connection, 'slow body');
}

function cut(connection: Connection): void {
  connection.serving.rejections.add('stalled', connection.remote);
  if (connection.latest !== undefined && !connection.latest.ended) connection.latest.outcome = 'cut';
  connection.socket.destroy();
}
