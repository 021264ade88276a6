import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { detectProtocol } from './first-bytes.ts';
import { limits } from './limits.ts';

/**
 * Puts protocol detection before `http1`'s own handling of connections and hands those that speak HTTP/2 to `acceptHttp2`.
 * Only `http1` listens, so that node's supervision of slow requests works for it (it starts with 'listening').
 *
 * @returns the open connections
 */
export function shareConnections(http1: Server, acceptHttp2: (socket: Socket) => void): ReadonlySet<Socket> {
  const serveHttp1 = http1.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  const open = new Set<Socket>();
  http1.removeAllListeners('connection').on('connection', (socket: Socket) => {
    makeRoom(open);
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    detectProtocol(socket, limits.headMs, (protocol) => {
      if (protocol === 'h2') acceptHttp2(socket);
      else for (const serve of serveHttp1) serve.call(http1, socket);
    });
  });
  return open;
}

/**
 * Beyond the bound the oldest connection ends, not the newest: the kubelet opens one for each probe and is answered at once, so
 * whoever holds all of them open for long would else have the pod restarted.
 */
function makeRoom(open: Set<Socket>): void {
  const [oldest] = open;
  if (open.size < limits.connections || oldest === undefined) return;
  open.delete(oldest);
  oldest.destroy();
}
