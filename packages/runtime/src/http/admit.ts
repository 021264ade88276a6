import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Admission } from '../resources/index.ts';
import { hasBody } from './body-limit.ts';
import type { Exchange } from './exchange.ts';
import { respond } from './respond.ts';
import type { Serving } from './serving.ts';

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

function refuse(serving: Serving, admission: Admission, exchange: Exchange): void {
  const { request, response, connection } = exchange;
  serving.rejections.add('memory', exchange.remote);
  // A client that waits to be asked for its body will send the next request in its place.
  if (expectsContinue(request)) connection.broken = true;
  dropBody(request, admission);
  respond(response, 503, admission.retryAfterSeconds);
}

/** Reads a body to its end and keeps nothing of it: closing the connection meanwhile would reset the answer away. */
function dropBody(request: IncomingMessage, admission: Admission): void {
  request.push = (chunk: Buffer | null) => {
    if (chunk === null) return Readable.prototype.push.call(request, null);
    admission.passing(chunk.length);
    return true;
  };
  // Node's own way of dropping it, which would not tell how much.
  (request as { _dump?: () => void })._dump = () => {};
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
