import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { Socket } from 'node:net';

/**
 * Calls `done` once the operating system has all of the response, so that its memory may be used for something else. Never
 * where the connection ends before, since the system may still be reading then; nor where that can't be known.
 */
export function onceHandedOver(response: ServerResponse | Http2ServerResponse, done: () => void): void {
  // HTTP/2's `finish` of a response comes with its end, however that came; that of its stream only once all was written: node
  // completes a write when the session's own write to the socket has completed, and ends those of a stream that is
  // destroyed by an error.
  if ('stream' in response) response.stream.once('finish', done);
  else if (goesToTheSystem(response)) response.once('finish', done);
}

/** Whether what is written goes to the system from where it is: any other stream may pass on the buffer itself, which a socket never does. */
export function goesToTheSystem(response: ServerResponse | Http2ServerResponse): boolean {
  return 'stream' in response || response.req.socket instanceof Socket;
}
