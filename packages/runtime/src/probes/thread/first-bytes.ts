import type { Socket } from 'node:net';

/** What every HTTP/2 client sends first (RFC 9113, 3.4). */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** What a new connection speaks. */
export type Protocol = 'http/1.1' | 'h2';

/**
 * Reads the first bytes of `socket` until they tell the protocol, however they are split over packets, puts them back
 * and calls `onProtocol`. A client that sends nothing that tells within `timeoutMs` is disconnected.
 */
export function detectProtocol(
  socket: Socket,
  timeoutMs: number,
  onProtocol: (protocol: Protocol) => void,
): void {
  let seen: Buffer = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, timeoutMs);
  const read = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const protocol = protocolOf(seen);
    if (protocol === undefined) return;
    finish();
    socket.unshift(seen);
    onProtocol(protocol);
  };
  const finish = () => {
    clearTimeout(timer);
    socket.off('readable', read).off('end', giveUp).off('error', giveUp).off('close', finish);
  };
  socket.on('readable', read).on('end', giveUp).on('error', giveUp).on('close', finish);
}

/** Undefined while the bytes may still become either. */
function protocolOf(seen: Buffer): Protocol | undefined {
  const length = Math.min(seen.length, preface.length);
  if (seen.compare(preface, 0, length, 0, length) !== 0) return 'http/1.1';
  return length === preface.length ? 'h2' : undefined;
}
