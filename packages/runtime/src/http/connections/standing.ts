import type { Connection } from './connection.ts';
import { queuedBytes } from './queued-bytes.ts';

/**
 * What a connection does:
 *
 * - `busy`: a request is in flight, or its answer is, or it was upgraded;
 * - `gone`: it was destroyed, and its end is not yet told;
 * - `leaving`: its end was announced, and its client may still send;
 * - `head`: a request's head has begun, and is not whole; or, in HTTP/2, no request has been whole yet;
 * - `unused`: no request has come yet;
 * - `kept`: it is kept for the next request.
 */
export type Standing = 'busy' | 'gone' | 'leaving' | 'head' | 'unused' | 'kept';

/**
 * Tells what a connection does.
 *
 * @param isInMessage whether node has begun to read a message of HTTP/1.1 from it, and not ended
 */
export function standingOf(connection: Connection, isInMessage: boolean): Standing {
  const { socket, protocol, session, pending, lingeringSince, endTimer, latest } = connection;
  if (socket.destroyed) return 'gone';
  if (protocol === 'upgraded' || pending > 0 || queuedBytes(socket) > 0) return 'busy';
  if (lingeringSince !== undefined || endTimer !== undefined || session?.closed === true) return 'leaving';
  if (latest === undefined) return protocol === undefined ? 'unused' : 'head';
  // The rest of a body that was refused is a message, too.
  return isInMessage && latest.request.complete ? 'head' : 'kept';
}
