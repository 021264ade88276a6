import type { RejectionReason } from '../../events.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { linger } from '../connections/linger.ts';
import { respond } from '../response/respond.ts';
import type { Serving } from '../serving.ts';

/**
 * Answers a request that its handler never sees, so that the connection can be used again. (Where the client waits to be
 * asked for its body, node ends the connection: that client may send the next request in its place.)
 *
 * @param retryAfter seconds
 */
export function turnAway(
  serving: Serving,
  exchange: Exchange,
  { status, reason, retryAfter }: { status: 429 | 503; reason: RejectionReason; retryAfter: number },
): void {
  const { request, response, remote, declaredBytes } = exchange;
  serving.rejections.add(reason, remote);
  if (declaredBytes !== 0 && !request.complete) discard(serving, exchange);
  respond(response, status, retryAfter);
}

/** Up to what a body may have; its connection ends behind more. A stream of HTTP/2 ends soon in any case. */
function discard({ limits, admission, discards }: Serving, { request, connection, body }: Exchange): void {
  let leftBytes = body?.maxBytes ?? limits.maxBodyBytes;
  discards.add(request, (bytes) => {
    admission?.passing(bytes);
    leftBytes -= bytes;
    if (leftBytes >= 0 || request.httpVersionMajor !== 1) return;
    connection.broken = true;
    // The answers to earlier requests, and this one, may be still to come; then they end it.
    if (connection.pending === 0) linger(connection);
  });
}
