import type { Socket } from 'node:net';
import { connectionOf, type Connection } from './connection.ts';
import { readOn } from '../http1/pipelining.ts';

/**
 * Closes a connection so that its last response arrives. Destroying a socket while the client still sends makes the
 * kernel answer with a reset, which takes the response with it; so only our half is closed, and the rest of what comes
 * is read and dropped, within limits (RFC 9112 §9.6, "lingering close").
 */
export function linger(connection: Connection): void {
  if (connection.lingeringSince !== undefined) return;
  const { socket, latest, serving } = connection;
  // A request that crosses our end could not be answered: it must not be carried out either, since its client sends it again.
  connection.closing = true;
  connection.lingeringSince = serving.clock.now();
  connection.lingeringFrom = socket.bytesRead;
  socket.end();
  if (connection.isHeld) readOn(connection);
  if (latest?.request.complete === false) latest.request.resume();
}

/** Has node close a connection of HTTP/1.1 so after its last response: it calls `destroySoon`. */
export function lingerAfterLast(socket: Socket): void {
  socket.destroySoon = destroySoon;
}

function destroySoon(this: Socket): void {
  const connection = connectionOf(this);
  if (connection !== undefined) linger(connection);
}
