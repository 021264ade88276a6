import type { Socket } from 'node:net';
import type { Connection } from '../connections/connection.ts';

/**
 * Stops to read a connection of HTTP/1.1 on which more requests than `maxConcurrentStreams` wait for their answers: node bounds
 * only what answers take that wait behind another. What one read has brought, at most 64 KiB, is still taken.
 */
export function holdPipelined(connection: Connection): void {
  const { socket, isHeld, pending, serving } = connection;
  if (isHeld || pending <= serving.limits.maxConcurrentStreams) return;
  connection.isHeld = true;
  // Node resumes it whenever a body is read or an answer is done, whichever it is; and may be about to.
  socket.resume = () => socket;
  socket.on('resume', stopReading);
  stopReading.call(socket);
}

/** Reads on where so many are answered by now that there is room, or where the connection only waits for its client's end. */
export function readOn(connection: Connection): void {
  const { socket, pending, closing, serving } = connection;
  if (pending > serving.limits.maxConcurrentStreams && !closing) return;
  connection.isHeld = false;
  socket.off('resume', stopReading);
  delete (socket as Partial<Socket>).resume;
  // Else node itself holds it, until answers are taken.
  if ((socket as { _paused?: boolean })._paused !== true) socket.resume();
}

/** By the event, node's parser stops. A stream that counts as paused does not tell it, though a resume under way has it read. */
function stopReading(this: Socket): void {
  this.pause();
  this.emit('pause');
}

/**
 * Drops what a client sends behind the end of its connection without reading it as HTTP: node would keep a request and a response
 * for each that it finds there until the connection has closed.
 */
export function dropRest(socket: Socket): void {
  // Node would not read on: let it come to the next.
  if (socket.isPaused()) return;
  const drop = () => {};
  // By a listener, node's parser lets go of the socket.
  socket.on('data', drop);
  for (const listener of socket.listeners('data'))
    if (listener !== drop) socket.off('data', listener as (part: Buffer) => void);
}
