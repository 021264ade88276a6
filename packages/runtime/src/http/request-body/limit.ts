import { Readable } from 'node:stream';
import { HttpError } from '../../errors.ts';
import type { RejectionReason } from '../../events.ts';
import { takeBody } from './room.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { lingerStream } from '../http2/linger-stream.ts';
import { answerInstead } from '../response/answer-instead.ts';
import type { Serving } from '../serving.ts';

/** What a handler that reads a body beyond the limit meets. Frameworks answer 413 by its status. */
export class BodyTooLargeError extends HttpError {
  constructor(maxBodyBytes: number) {
    const what = `The request’s body is larger than ${maxBodyBytes} bytes`;
    super('SW_BODY_TOO_LARGE', { what }, { status: 413, expose: true });
  }
}

/**
 * Counts the body on its way to the handler, and cuts it at the limit. False: what came of it before was too much already,
 * and the request has been answered.
 */
export function boundBody(serving: Serving, exchange: Exchange): boolean {
  const { request } = exchange;
  const maxBodyBytes = exchange.body?.maxBytes ?? serving.limits.maxBodyBytes;
  // An own property: express replaces the prototype of requests.
  let cut = false;
  let droppedBytes = 0;
  // In HTTP/1.1 the connection as a whole is bounded.
  const maxDroppedBytes = request.httpVersionMajor === 1 ? Infinity : serving.limits.maxLingerBytes;
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    // The rest is read and dropped, so that the answer reaches a client that is still writing; within bounds (`linger`).
    if (cut) return (droppedBytes += chunk?.length ?? 0) <= maxDroppedBytes;
    // Asked now: whoever reads it may free it at once (`readBody`).
    const bytes = chunk?.length ?? 0;
    if (chunk === null) exchange.reservation?.bodyEnded();
    else exchange.bytesIn += bytes;
    if (exchange.bytesIn <= maxBodyBytes) {
      const more = Readable.prototype.push.call(request, chunk, encoding);
      return chunk === null || takeBody(exchange, bytes, stop) ? more : false;
    }
    stop('body too large', new BodyTooLargeError(maxBodyBytes));
    return true;
  };
  const stop = (reason: RejectionReason, error: HttpError) => {
    cut = true;
    serving.rejections.add(reason, exchange.remote);
    cutBody(exchange, error);
  };
  // What came while it waited for its turn.
  exchange.bytesIn = request.readableLength;
  if (exchange.bytesIn > maxBodyBytes) stop('body too large', new BodyTooLargeError(maxBodyBytes));
  else if (exchange.bytesIn > 0) takeBody(exchange, exchange.bytesIn, stop);
  return !cut;
}

function cutBody(exchange: Exchange, error: HttpError): void {
  const { request, response, connection } = exchange;
  connection.broken = true;
  lingerStream(exchange);
  // Node's own `_destroy` would reset the connection, and the answer with it.
  request._destroy = (error, done) => done(error);
  // Express answers an error only once it takes the request for finished. (In HTTP/2, node does so by itself.)
  if (request.httpVersionMajor === 1) request.complete = true;
  if (request.listenerCount('error') > 0) {
    request.destroy(error);
    return;
  }
  // Nobody would hear of the error, nor ever answer.
  request.destroy();
  if (!response.headersSent) answerInstead(response, error.status, exchange.retryAfter);
}
