import type { Server } from 'node:http';
import { connectionOf } from '../connections/connection.ts';
import { handle } from '../exchange/handle.ts';
import type { Serving } from '../serving.ts';
import { finalResponse } from '../upgrades/handshake.ts';

/**
 * Answers CONNECT, by which a client asks a proxy for a tunnel, with 400: its target is none of a server's own (RFC 9112 §3.2.3).
 * Node would close the connection without a word, and it would be in no access log.
 */
export function refuseTunnels(serving: Serving, server: Server): void {
  server.on('connect', (request, socket) => {
    const connection = connectionOf(socket);
    if (connection === undefined || connection.closing) return;
    if (connection.pending === 0)
      return handle(serving, connection, request, finalResponse(request, connection));
    // Answers are still to come before its own: the last of them ends the connection.
    serving.rejections.add('malformed', connection.remote);
    connection.broken = true;
  });
}
