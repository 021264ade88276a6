import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { exchangeKey, type Exchange, type ExchangeCarrier } from '../exchange/exchange.ts';

// Node's own types leave these out. The second came with `optimizeEmptyRequests`, in Node 24.10.
const node = IncomingMessage.prototype as unknown as {
  readonly _dump: (this: IncomingMessage) => void;
  readonly _dumpAndCloseReadable?: (this: IncomingMessage) => void;
};

/**
 * A request of HTTP/1.1 whose end costs little where nobody waits for it. Once the response is over, node reads what is
 * left of the request's stream to its end, with its events, in several ticks: for most requests, which have no body and
 * whose handlers never looked for one, that is a tenth of all that it does. They are closed at once instead, as node itself
 * does under `optimizeEmptyRequests`, which however closes them before the handler could look.
 */
export class Http1Request extends IncomingMessage implements ExchangeCarrier {
  [exchangeKey]: Exchange | undefined;

  // Written out, since one that is only inherited is looked up for each request.
  constructor(socket: Socket) {
    super(socket);
    this[exchangeKey] = undefined;
  }

  /** Called by node when the response is over and nobody has read the request. */
  _dump(): void {
    const unheard = this.complete && this.readableLength === 0 && !isAwaited(this);
    const end = unheard ? node._dumpAndCloseReadable : undefined;
    (end ?? node._dump).call(this);
  }
}

/** Whether anybody listens to how the request's stream ends. `eventNames` would cost more than is gained. */
function isAwaited(request: IncomingMessage): boolean {
  // Node's count, which is not documented: three look-ups by name cost more.
  if ((request as { readonly _eventsCount?: number })._eventsCount === 0) return false;
  return (
    request.listenerCount('end') > 0 ||
    request.listenerCount('close') > 0 ||
    request.listenerCount('readable') > 0
  );
}
