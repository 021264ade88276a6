import type { Exchange } from '../exchange/exchange.ts';
import { streamOf } from './stream.ts';

const lingering = new WeakSet<Exchange>();

/**
 * Ends an HTTP/2 stream behind its response, though its client may send on: nobody reads that any more, and node would wait
 * for its end where a part was read. The client has `lingerTimeoutMs` to stop by itself; then a reset with NO_ERROR tells it to,
 * and it keeps the response (RFC 9113 §8.1). Safe to call again.
 */
export function lingerStream(exchange: Exchange): void {
  const { request, connection } = exchange;
  const stream = streamOf(request);
  if (stream === undefined || stream.endAfterHeaders) return;
  const { clock, limits } = connection.serving;
  const linger = () => {
    if (lingering.has(exchange)) return;
    lingering.add(exchange);
    // That of an event stream is no longer needed: it has ended.
    exchange.endTimer?.clear();
    exchange.endTimer = clock.after(limits.lingerTimeoutMs, () => {
      // Node would tell whoever reads still that the body is whole; so it ends without an end.
      request.push = () => false;
      // Node reads on where nobody has read at all, and throws from its stream where that was ended so.
      request._read = () => {};
      stream.destroy();
    });
  };
  if (stream.writableFinished) linger();
  else stream.once('finish', linger);
}
