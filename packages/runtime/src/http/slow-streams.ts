import type { ServerHttp2Stream } from 'node:http2';
import type { Exchange } from './exchange.ts';
import { streamOf } from './http2-stream.ts';
import { lingerStream } from './linger-stream.ts';
import { respond } from './respond.ts';
import type { Serving } from './serving.ts';

/** How long, and how much, of a body has been waited for. */
interface Progress {
  ms: number;
  readonly fromBytes: number;
}

const seen = new WeakMap<Exchange, Progress>();

/**
 * Looks at every body of HTTP/2, `sinceMs` after the last look, and answers 408 to those that trickle: not while the response is
 * under way, since both may then speak in turn, and silence is no fault. A body whose handler has answered and reads no more
 * is waited for no longer.
 */
export function watchSlowStreams(serving: Serving, sinceMs: number): void {
  for (const exchange of serving.exchanges) {
    const { declaredBytes, request, response, outcome } = exchange;
    if (declaredBytes === 0 || request.complete || outcome !== 'completed') continue;
    const stream = streamOf(request);
    if (stream === undefined || (response.headersSent && !stream.writableFinished)) continue;
    if (stream.writableFinished && request.destroyed) lingerStream(exchange);
    else if (isSlow(exchange, stream, sinceMs)) refuse(serving, exchange);
  }
}

function isSlow(exchange: Exchange, stream: ServerHttp2Stream, sinceMs: number): boolean {
  const { request, reservation, connection, bytesIn } = exchange;
  const { minBodyBytesPerSecond, bodyGraceMs } = connection.serving.limits;
  // What nobody has read yet waits in the stream.
  const bytes = bytesIn + stream.readableLength;
  const progress = seen.get(exchange);
  if (progress === undefined) {
    seen.set(exchange, { ms: 0, fromBytes: bytes });
    return false;
  }
  // As in HTTP/1.1: a full buffer means that the handler does not read, and who waits for memory is not read from.
  const isFull = [request, stream].some((each) => each.readableLength >= each.readableHighWaterMark);
  if (!isFull && reservation?.state !== 'waiting') progress.ms += sinceMs;
  const arrived = bytes - progress.fromBytes;
  return progress.ms >= bodyGraceMs && arrived * 1_000 < minBodyBytesPerSecond * progress.ms;
}

function refuse({ rejections }: Serving, exchange: Exchange): void {
  rejections.add('slow body', exchange.remote);
  exchange.outcome = 'cut';
  if (exchange.response.headersSent) lingerStream(exchange);
  else respond(exchange.response, 408);
}
