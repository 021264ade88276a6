import type { Socket } from 'node:net';

/**
 * Bytes of our writes that the kernel has not yet taken. libuv's count shrinks while one large write proceeds; the
 * stream's own only when it is done.
 */
export function queuedBytes(socket: Socket): number {
  const { _handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return _handle?.writeQueueSize ?? socket.writableLength;
}
