import type { ServerHttp2Stream } from 'node:http2';
import { answerInstead } from '../response/answer-instead.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { streamOf } from '../http2/stream.ts';
import { lingerStream } from '../http2/linger-stream.ts';
import type { Serving } from '../serving.ts';

/** How long, and how much, of a body has been waited for: before its answer, or since. */
interface Progress {
  ms: number;
  readonly fromBytes: number;
  readonly answered: boolean;
  /** What its handler had taken at the last look. */
  takenBytes: number;
  /** How long the handler has taken nothing of what is there for it. */
  untakenMs: number;
}

const seen = new WeakMap<Exchange, Progress>();

/**
 * Looks at every body of HTTP/2, `sinceMs` after the last look, and answers 408 to those that trickle: not while the response is
 * under way, since both may then speak in turn, and silence is no fault. A body whose handler has answered is waited for no
 * longer where it trickles, or where it reads no more: it has destroyed it, or taken nothing for `stallTimeoutMs`, such as behind a
 * `pipe` that failed.
 */
export function watchSlowStreams(serving: Serving, sinceMs: number): void {
  for (const exchange of serving.exchanges) {
    const { declaredBytes, request, response, outcome } = exchange;
    if (declaredBytes === 0 || outcome !== 'completed') continue;
    const stream = streamOf(request);
    if (stream === undefined || hasArrived(stream)) continue;
    const { writableFinished: answered } = stream;
    if (response.headersSent && !answered) continue;
    if ((answered && request.destroyed) || isSlow(exchange, stream, { answered, sinceMs }))
      end(serving, exchange, answered);
  }
}

/** Whether all of it is there. `request.complete` tells that, in HTTP/2, only once the handler has read it. */
function hasArrived(stream: ServerHttp2Stream): boolean {
  return stream.state.remoteClose === 1;
}

function isSlow(
  exchange: Exchange,
  stream: ServerHttp2Stream,
  { answered, sinceMs }: { answered: boolean; sinceMs: number },
): boolean {
  const { request, reservation, standing, connection, bytesIn } = exchange;
  const { minBodyBytesPerSecond, bodyGraceMs, stallTimeoutMs } = connection.serving.limits;
  // What nobody has read yet waits in the stream.
  const bytes = bytesIn + stream.readableLength;
  const takenBytes = bytesIn - request.readableLength;
  const progress = seen.get(exchange);
  if (progress?.answered !== answered) {
    seen.set(exchange, { ms: 0, fromBytes: bytes, answered, takenBytes, untakenMs: 0 });
    return false;
  }
  const isHeld = reservation?.state === 'waiting' || standing === 'waiting';
  // As in HTTP/1.1: a full buffer means that the handler does not read, and who waits for memory or a turn is not read from. Of a body that
  // nobody has begun to read the client's window ends one byte before the buffer is full.
  const isFull =
    stream.state.localWindowSize === 0 ||
    [request, stream].some((each) => each.readableLength >= each.readableHighWaterMark);
  if (!isFull && !isHeld) progress.ms += sinceMs;
  const isUntaken = isFull && !isHeld && takenBytes === progress.takenBytes;
  progress.untakenMs = isUntaken ? progress.untakenMs + sinceMs : 0;
  progress.takenBytes = takenBytes;
  // The stream would be under way for as long as nobody reads it. In HTTP/1.1 it is the connection, which is idle then.
  if (answered && progress.untakenMs >= stallTimeoutMs) return true;
  const arrived = bytes - progress.fromBytes;
  return progress.ms >= bodyGraceMs && arrived * 1_000 < minBodyBytesPerSecond * progress.ms;
}

function end({ rejections }: Serving, exchange: Exchange, answered: boolean): void {
  if (answered) return lingerStream(exchange);
  rejections.add('slow body', exchange.remote);
  exchange.outcome = 'cut';
  answerInstead(exchange.response, 408);
}
