import { BODY_BEFORE_READING, type Admission, type Reservation } from '../../resources/index.ts';
import { compressorBytes } from './compressor-bytes.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Serving } from '../serving.ts';
import { turnAway } from './turn-away.ts';

/** Calls `enter` once there is memory for the request, with the time where that was later, or answers 503 with Retry-After. */
export function admit(
  serving: Serving,
  admission: Admission,
  exchange: Exchange,
  enter: (serving: Serving, exchange: Exchange, now?: number) => void,
): void {
  const reservation = admission.admit(exchange, bytesAtOnce(exchange), serving.overload?.isExempt);
  exchange.reservation = reservation;
  if (reservation.state === 'held') {
    watchEnd(exchange);
    return enter(serving, exchange);
  }
  if (reservation.state === 'refused') return refuse(serving, admission, exchange);
  waitFor(reservation, serving, admission, exchange, enter);
}

// By itself: a function with closures costs more, also where it comes to none of them.
function waitFor(
  reservation: Reservation,
  serving: Serving,
  admission: Admission,
  exchange: Exchange,
  enter: (serving: Serving, exchange: Exchange, now?: number) => void,
): void {
  const resume = holdBody(exchange, reservation);
  reservation.listener = {
    decided(granted) {
      // The next is its body's.
      reservation.listener = undefined;
      if (exchange.ended) return;
      // Whose body is to be dropped is read when its turn comes.
      if (!granted) return refuse(serving, admission, exchange);
      resume();
      // Room is found while another request ends, and a handler may take long.
      setImmediate(() => {
        if (exchange.ended) return;
        watchEnd(exchange);
        enter(serving, exchange, serving.clock.now());
      });
    },
  };
}

/**
 * Reads no more of the body than what came with the headers, until the function that is returned was called: node would read until its own
 * buffer is full, twice as much. Where nothing came with them it is still read, so that a client that goes is noticed.
 */
function holdBody({ request, declaredBytes = Infinity }: Exchange, reservation: Reservation): () => void {
  const { socket } = request;
  // One that is no larger may be there in whole, and the next request behind it.
  if (declaredBytes <= BODY_BEFORE_READING || request.httpVersionMajor > 1) return () => {};
  socket.pause();
  // Node goes on by itself once it has the first part, since there is room in the buffer.
  setImmediate(() => {
    if (reservation.state !== 'waiting') return;
    if (request.readableLength > 0 && !request.complete) socket.pause();
    else socket.resume();
  });
  return () => void socket.resume();
}

function refuse(serving: Serving, { retryAfterSeconds }: Admission, exchange: Exchange): void {
  turnAway(serving, exchange, { status: 503, reason: 'memory', retryAfter: retryAfterSeconds });
}

/** Tells the reservation how large a response is, when it is whole. A refusal says nothing of what the route needs. */
export function tellResponse(exchange: Exchange, lastPart: unknown): void {
  const { response, reservation } = exchange;
  if (response.statusCode >= 400) return;
  const bytes = typeof lastPart === 'string' || lastPart instanceof Uint8Array ? lastPart.length : 0;
  // Nothing is buffered before there is a head; most responses are told of by this alone.
  const before = response.headersSent ? response.writableLength : 0;
  reservation?.responded(before + bytes, compressorBytes(exchange));
}

/** Responses of HTTP/1.1 tell by themselves. */
function watchEnd(exchange: Exchange): void {
  if (exchange.request.httpVersionMajor > 1) tellAtEnd(exchange);
}

function tellAtEnd(exchange: Exchange): void {
  const { response } = exchange;
  const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
  response.end = (...args: unknown[]) => {
    tellResponse(exchange, args[0]);
    return end(...args);
  };
}

/** What of the body will be in memory at once. */
function bytesAtOnce({ declaredBytes, body }: Exchange): number | undefined {
  if (body?.heldBytes === undefined) return declaredBytes;
  return Math.min(body.heldBytes, declaredBytes ?? Infinity);
}
