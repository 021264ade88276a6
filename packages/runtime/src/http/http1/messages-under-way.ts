import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What node keeps of a server's connections (`ConnectionsList` of `node_http_parser.cc`), for its time-outs. */
interface Connections {
  /** Those whose message has begun and is not whole, longest first. */
  active(): readonly { readonly socket?: Socket | null }[];
}

/**
 * The connections of HTTP/1.1 on which a message has begun and is not whole, longest first, each with its place. Node's types leave
 * its list out; where it is not found there are none.
 */
export function messagesUnderWay(server: Server): ReadonlyMap<Socket, number> {
  const key = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connections',
  );
  const list = key && (server as unknown as Record<symbol, Connections | undefined>)[key];
  const sockets = (list?.active() ?? []).flatMap(({ socket }) => socket ?? []);
  return new Map(sockets.map((socket, place) => [socket, place]));
}
