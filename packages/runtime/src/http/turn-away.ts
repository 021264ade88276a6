import type { IncomingMessage } from 'node:http';
import type { RejectionReason } from '../events.ts';
import type { Exchange } from './exchange.ts';
import { respond } from './respond.ts';
import type { Serving } from './serving.ts';

/**
 * Answers a request that its handler never sees, so that the connection can be used again. (Where the client waits to be
 * asked for its body, node ends the connection: that client may send the next request in its place.)
 *
 * @param retryAfter seconds
 */
export function turnAway(
  { rejections, admission, discards }: Serving,
  { request, response, remote, declaredBytes }: Exchange,
  { status, reason, retryAfter }: { status: 429 | 503; reason: RejectionReason; retryAfter: number },
): void {
  rejections.add(reason, remote);
  if (declaredBytes !== 0 && !request.complete) discards.add(request, (bytes) => admission?.passing(bytes));
  respond(response, status, retryAfter);
}

/** Whether the client waits to be asked for its body (RFC 9110 §10.1.1). */
export function expectsContinue({ headers, httpVersionMajor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && headers.expect?.toLowerCase() === '100-continue';
}
