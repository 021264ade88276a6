import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../errors.ts';
import type { RejectionReason } from '../../events.ts';
import type { ReservationListener } from '../../resources/index.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** What a handler meets whose request's body, of undeclared size or that came slowly, there turned out to be no memory for. Frameworks answer
 * by its status and headers. */
export class OverloadedError extends HttpError {
  constructor(retryAfter: number) {
    const what = 'There is no memory for the rest of the request’s body';
    super('SW_OVERLOADED', { what }, { status: 503, retryAfterSeconds: retryAfter, expose: true });
  }
}

/** Counts a part of the body that was given to the handler. False: the client is to send no more for now. */
export function takeBody(
  exchange: Exchange,
  bytes: number,
  stop: (reason: RejectionReason, error: OverloadedError) => void,
): boolean {
  const { reservation } = exchange;
  if (reservation === undefined) return true;
  if (exchange.body?.heldBytes !== undefined) {
    exchange.connection.serving.admission?.passing(bytes);
    return true;
  }
  // It may be revoked while it asks for more.
  if (reservation.mayGrow) reservation.listener ??= listenerOf(exchange, stop);
  if (reservation.received(bytes)) return true;
  // A handler that reads would start the socket again: an own method stands in the way until there is room.
  exchange.request._read = () => {};
  return false;
}

/** Goes on with the body once there is room, or cuts it. */
function listenerOf(
  exchange: Exchange,
  stop: (reason: RejectionReason, error: OverloadedError) => void,
): ReservationListener {
  const { request, connection } = exchange;
  const readOn = () => {
    delete (request as Partial<Pick<IncomingMessage, '_read'>>)._read;
    if (!exchange.ended) request._read(0);
  };
  return {
    resumed: readOn,
    revoked() {
      exchange.retryAfter = connection.serving.admission?.retryAfterSeconds ?? 1;
      stop('memory', new OverloadedError(exchange.retryAfter));
      readOn();
    },
  };
}

/** Where the handler of a request that was cut answers by an error of its own, the client is to know why. */
export function overloadStatus({ retryAfter, response }: Exchange, status: number): number {
  if (retryAfter === undefined || status < 500) return status;
  response.setHeader('retry-after', retryAfter);
  return 503;
}
