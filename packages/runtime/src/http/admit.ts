import type { IncomingMessage } from 'node:http';
import type { Admission } from '../resources/index.ts';
import { hasBody } from './body-limit.ts';
import type { Exchange } from './exchange.ts';
import type { Serving } from './serving.ts';
import { expectsContinue, turnAway } from './turn-away.ts';

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
    // Only who is let in is asked to send a body that waits to be asked for.
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

function refuse(serving: Serving, { retryAfterSeconds }: Admission, exchange: Exchange): void {
  turnAway(serving, exchange, { status: 503, reason: 'memory', retryAfter: retryAfterSeconds });
}

/** Tells the reservation how large a response is, when it is whole. */
function watchEnd({ response, reservation }: Exchange): void {
  const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
  response.end = (...args: unknown[]) => {
    const [chunk] = args;
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 0;
    reservation?.responded(response.writableLength + bytes);
    return end(...args);
  };
}

function bodyBytesOf(request: IncomingMessage): number | undefined {
  if (!hasBody(request)) return 0;
  const declared = request.headers['content-length'];
  return declared === undefined ? undefined : Number(declared);
}
