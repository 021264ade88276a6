import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock.ts';
import type { LoadPlan } from '../plan.ts';
import type { Target } from '../router.ts';
import { DistantSocket } from './distant-socket.ts';

/** A connection as a client has it. */
export interface ClientSocket extends Duplex {
  /** Nobody has answered its SYN so far. */
  readonly connecting: boolean;
}

/** How far clients are from pods. */
export interface Distance {
  readonly clock: Clock;
  readonly plan: Pick<LoadPlan, 'roundTripMs'>;
}

/** All connections of a thread read into one buffer: a chunk is parsed before the next one is read. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Opens a connection from a client to a pod.
 *
 * @param read takes each chunk, which is no longer the reader's once it returns. Default: it is read as streams are
 */
export function dial(
  target: Target,
  { clock, plan: { roundTripMs } }: Distance,
  read?: (bytes: Buffer, length: number) => void,
): ClientSocket {
  if (roundTripMs > 0) {
    const socket = new DistantSocket(target, roundTripMs / 2, clock);
    return read === undefined ? socket : socket.on('data', (bytes: Buffer) => read(bytes, bytes.length));
  }
  const { host, port } = target;
  const callback = (length: number, buffer: Uint8Array) => {
    read?.(buffer as Buffer, length);
    return true;
  };
  return connect({
    host,
    port,
    noDelay: true,
    ...(read !== undefined && { onread: { buffer: shared, callback } }),
  });
}
