import type { IncomingMessage } from 'node:http';
import { SeaworthyError } from '../errors.ts';
import type { RejectionReason } from '../events.ts';
import type { Admission } from '../resources/index.ts';
import { hasBody } from './body-limit.ts';
import type { Exchange } from './exchange.ts';
import { respond } from './respond.ts';
import type { Serving } from './serving.ts';

/** What a handler meets whose request's body, of undeclared size, there turned out to be no memory for. Frameworks answer
 * by its status and headers. */
export class OverloadedError extends SeaworthyError {
  readonly status = 503;
  readonly statusCode = 503;
  readonly expose = true;
  readonly headers: Readonly<Record<string, string>>;

  constructor(retryAfter: number) {
    super('SW_OVERLOADED', { what: 'There is no memory for the rest of the request’s body' });
    this.headers = { 'retry-after': String(retryAfter) };
  }
}

/** Calls `run` once there is memory for the request, or answers 503 with Retry-After. */
export function admit(
  serving: Serving,
  admission: Admission,
  exchange: Exchange,
  run: (serving: Serving, exchange: Exchange) => void,
): void {
  const reservation = admission.admit(exchange, bodyBytesOf(exchange.request));
  exchange.reservation = reservation;
  const start = () => {
    if (exchange.ended) return;
    // Only who is let in is asked to send a body that waits to be asked for (RFC 9110 §10.1.1).
    if (expectsContinue(exchange.request)) exchange.response.writeContinue();
    watchEnd(exchange);
    run(serving, exchange);
  };
  if (reservation.state === 'held') return start();
  if (reservation.state === 'refused') return refuse(serving, admission, exchange);
  reservation.listener = {
    decided(granted) {
      if (exchange.ended) return;
      if (!granted) return refuse(serving, admission, exchange);
      // Room is found while another request ends, and a handler may take long.
      setImmediate(start);
    },
  };
}

/** Counts a part of the body that was given to the handler. False: the client is to send no more for now. */
export function takeBody(
  exchange: Exchange,
  bytes: number,
  stop: (reason: RejectionReason, error: OverloadedError) => void,
): boolean {
  const { reservation, request, connection } = exchange;
  if (reservation === undefined || reservation.received(bytes)) return true;
  // A handler that reads would start the socket again: an own method stands in the way until there is room.
  request._read = () => {};
  reservation.listener = {
    resumed() {
      delete (request as Partial<Pick<IncomingMessage, '_read'>>)._read;
      if (!exchange.ended) request._read(0);
    },
    revoked() {
      exchange.retryAfter = connection.serving.admission?.retryAfterSeconds ?? 1;
      stop('memory', new OverloadedError(exchange.retryAfter));
      // What is still on its way is read and dropped.
      connection.socket.resume();
    },
  };
  return false;
}

/** Where the handler of a request that was cut answers by an error of its own, the client is to know why. */
export function overloadStatus({ retryAfter, response }: Exchange, status: number): number {
  if (retryAfter === undefined || status < 500) return status;
  response.setHeader('retry-after', retryAfter);
  return 503;
}

function refuse(serving: Serving, admission: Admission, exchange: Exchange): void {
  const { request, response, connection } = exchange;
  serving.rejections.add('memory', exchange.remote);
  // A client that waits to be asked for its body will send the next request in its place.
  if (expectsContinue(request)) connection.broken = true;
  respond(response, 503, admission.retryAfterSeconds);
  // The connection stays: closing it while the client sends would reset the answer away.
  request.resume();
}

/** Tells the reservation how large a response is, when it is whole. */
function watchEnd({ response, reservation }: Exchange): void {
  const { end } = response;
  response.end = (...args: unknown[]) => {
    const [chunk] = args;
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 0;
    reservation?.responded(response.writableLength + bytes);
    return Reflect.apply(end, response, args);
  };
}

function bodyBytesOf(request: IncomingMessage): number | undefined {
  if (!hasBody(request)) return 0;
  const declared = request.headers['content-length'];
  return declared === undefined ? undefined : Number(declared);
}

function expectsContinue({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && headers.expect?.toLowerCase() === '100-continue';
}
