import type { Socket } from 'node:net';

const MAPPED = '::ffff:';

/**
 * The address of a socket's peer, as everybody else calls it. A listener of both families has one of IPv4 as `::ffff:10.0.0.9` (RFC 4291,
 * section 2.5.5.2): in logs and traces no search for a pod's or a proxy's address would find that. Empty: the peer has gone.
 */
export function peerAddress({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string {
  return remoteAddress.startsWith(MAPPED) && remoteAddress.includes('.')
    ? remoteAddress.slice(MAPPED.length)
    : remoteAddress;
}
