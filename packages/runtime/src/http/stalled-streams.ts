import type { Exchange } from './exchange.ts';
import { CANCEL, streamOf } from './http2-stream.ts';
import { writtenBy } from './http2-writes.ts';
import type { Serving } from './serving.ts';

/** A window as clients open it by default (RFC 9113 §6.5.2): node tells of no progress within a write, which may be larger. */
const WINDOW = 65_535;

/** What the watch has seen of one response. */
interface Progress {
  readonly written: number;
  stalledMs: number;
}

const seen = new WeakMap<Exchange, Progress>();

/**
 * Looks at every response of HTTP/2, `sinceMs` after the last look, and resets those whose client takes nothing: less than a window
 * of it in `stallTimeoutMs`. The others of its session go on.
 */
export function watchStalledStreams({ exchanges, limits, rejections }: Serving, sinceMs: number): void {
  for (const exchange of exchanges) {
    const stream = streamOf(exchange.response);
    if (stream === undefined || stream.writableLength === 0 || exchange.outcome !== 'completed') continue;
    const written = writtenBy(stream);
    const before = seen.get(exchange);
    if (before?.written !== written) {
      seen.set(exchange, { written, stalledMs: 0 });
      continue;
    }
    before.stalledMs += sinceMs;
    if (before.stalledMs < limits.stallTimeoutMs * Math.ceil(stream.writableLength / WINDOW)) continue;
    rejections.add('stalled', exchange.remote);
    exchange.outcome = 'cut';
    stream.close(CANCEL);
  }
}
