import type { ServerHttp2Stream } from 'node:http2';
import type { Connection } from '../connections/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { CANCEL, streamOf } from '../http2/stream.ts';
import { writtenBy } from '../http2/writes.ts';
import { queuedBytes } from '../connections/queued-bytes.ts';
import type { Serving } from '../serving.ts';

/** A window as clients open it by default (RFC 9113 §6.5.2): node tells of no progress within a write, which may be larger. */
const WINDOW = 65_535;

/** What a connection sends beside responses between two looks, such as answers to PING, is less. */
const CONTROL_BYTES = 1_024;

/** What the watch has seen of one response. */
interface Progress {
  readonly written: number;
  stalledMs: number;
}

/** What it has seen of one connection. */
interface Traffic {
  readonly sentBytes: number;
  /** How long it has sent nothing but control frames. */
  readonly quietMs: number;
}

const seen = new WeakMap<Exchange, Progress>();
const traffic = new WeakMap<Connection, Traffic>();

/**
 * Looks at every response of HTTP/2, `sinceMs` after the last look, and resets those whose client takes nothing: less than a window
 * of it in `stallTimeoutMs`. The others of its session go on. Who only stands behind them, on a connection that takes what it can, is
 * not stalled: node serves streams in their order, so that the last of many may get nothing for minutes.
 */
export function watchStalledStreams(
  { exchanges, limits: { stallTimeoutMs } }: Serving,
  sinceMs: number,
): void {
  const looked = new Map<Connection, Look>();
  for (const exchange of exchanges) {
    const { connection } = exchange;
    const stream = streamOf(exchange.response);
    if (stream === undefined || stream.writableLength === 0 || exchange.outcome !== 'completed') continue;
    const written = writtenBy(stream);
    const before = seen.get(exchange);
    const { isFull, quietMs } = looked.get(connection) ?? lookAt(connection, stream, sinceMs);
    looked.set(connection, { isFull, quietMs });
    if (before?.written !== written || isFull) {
      seen.set(exchange, { written, stalledMs: 0 });
      continue;
    }
    before.stalledMs += sinceMs;
    // Where nothing is sent, it makes no progress within a write either.
    const windows = quietMs >= stallTimeoutMs ? 1 : Math.ceil(stream.writableLength / WINDOW);
    if (before.stalledMs >= stallTimeoutMs * windows) resetStalled(exchange);
  }
}

/** Resets the stream of a response that its client does not take. */
export function resetStalled(exchange: Exchange): void {
  exchange.connection.serving.rejections.add('stalled', exchange.remote);
  exchange.outcome = 'cut';
  streamOf(exchange.response)?.close(CANCEL);
}

/** How a connection stands at one look. */
interface Look {
  /**
   * Whether it takes what it can, and no more: by its kernel, where the watch of connections judges it, or by the window of its
   * session.
   */
  readonly isFull: boolean;
  readonly quietMs: number;
}

function lookAt(connection: Connection, stream: ServerHttp2Stream, sinceMs: number): Look {
  const { socket } = connection;
  const before = traffic.get(connection) ?? { sentBytes: 0, quietMs: 0 };
  const moves = socket.bytesWritten - before.sentBytes > CONTROL_BYTES;
  const quietMs = moves ? 0 : before.quietMs + sinceMs;
  traffic.set(connection, { sentBytes: socket.bytesWritten, quietMs });
  const isFull = queuedBytes(socket) > 0 || (stream.session?.state.remoteWindowSize === 0 && moves);
  return { isFull, quietMs };
}
