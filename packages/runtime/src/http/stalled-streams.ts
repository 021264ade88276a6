import type { ServerHttp2Stream } from 'node:http2';
import type { Connection } from './connection.ts';
import type { Exchange } from './exchange.ts';
import { CANCEL, streamOf } from './http2-stream.ts';
import { writtenBy } from './http2-writes.ts';
import { queuedBytes } from './queued-bytes.ts';
import type { Serving } from './serving.ts';

/** A window as clients open it by default (RFC 9113 §6.5.2): node tells of no progress within a write, which may be larger. */
const WINDOW = 65_535;

/** What a connection sends beside responses between two looks, such as answers to PING, is less. */
const CONTROL_BYTES = 1_024;

/** What the watch has seen of one response. */
interface Progress {
  readonly written: number;
  stalledMs: number;
}

const seen = new WeakMap<Exchange, Progress>();
/** What each connection had sent at the last look. */
const sent = new WeakMap<Connection, number>();

/**
 * Looks at every response of HTTP/2, `sinceMs` after the last look, and resets those whose client takes nothing: less than a window
 * of it in `stallTimeoutMs`. The others of its session go on. Who only stands behind them, on a connection that takes what it can, is
 * not stalled: node serves streams in their order, so that the last of many may get nothing for minutes.
 */
export function watchStalledStreams({ exchanges, limits }: Serving, sinceMs: number): void {
  const full = new Map<Connection, boolean>();
  for (const exchange of exchanges) {
    const { connection } = exchange;
    const stream = streamOf(exchange.response);
    if (stream === undefined || stream.writableLength === 0 || exchange.outcome !== 'completed') continue;
    const written = writtenBy(stream);
    const before = seen.get(exchange);
    const isFull = full.get(connection) ?? isFullAndMoves(connection, stream);
    full.set(connection, isFull);
    if (before?.written !== written || isFull) {
      seen.set(exchange, { written, stalledMs: 0 });
      continue;
    }
    before.stalledMs += sinceMs;
    if (before.stalledMs < limits.stallTimeoutMs * Math.ceil(stream.writableLength / WINDOW)) continue;
    resetStalled(exchange);
  }
}

/** Resets the stream of a response that its client does not take. */
export function resetStalled(exchange: Exchange): void {
  exchange.connection.serving.rejections.add('stalled', exchange.remote);
  exchange.outcome = 'cut';
  streamOf(exchange.response)?.close(CANCEL);
}

/**
 * Whether the connection takes what it can, and no more: by its kernel, where the watch of connections judges it, or by the window of its
 * session.
 */
function isFullAndMoves(connection: Connection, stream: ServerHttp2Stream): boolean {
  const { socket } = connection;
  const before = sent.get(connection) ?? 0;
  sent.set(connection, socket.bytesWritten);
  if (queuedBytes(socket) > 0) return true;
  return stream.session?.state.remoteWindowSize === 0 && socket.bytesWritten - before > CONTROL_BYTES;
}
