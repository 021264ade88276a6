import type { Server as Http1Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { SeaworthyError } from '../errors.ts';
import { Connection, tag } from './connections/connection.ts';
import { peerAddress } from './connections/peer-address.ts';
import { endExchangesOf } from './exchange/handle.ts';
import { speakHttp1 } from './http1/server.ts';
import { speakHttp2 } from './http2/server.ts';
import type { Serving } from './serving.ts';

/** Connections that the kernel queues while the main loop is busy: Linux's own bound (`net.core.somaxconn`). Node asks
 * for 511, which three seconds of a busy loop at 200 connections a second overflow. */
const backlog = 4_096;

/** How soon a silent peer is probed, so that one that has vanished without a word does not hold its connection. */
const keepAliveProbeMs = 60_000;

/** The first bytes of HTTP/2's preface (RFC 9113 §3.4). PRI is reserved: no HTTP/1.1 request begins with it. */
const prefaceStart = Buffer.from('PRI ');

/** The servers that speak, behind the one that listens. */
export interface Speakers {
  readonly http1: Http1Server;
  /** Made when the first of its connections comes. Undefined: HTTP/1.1 only. */
  readonly http2: (() => Http2Server) | undefined;
}

/**
 * The server that owns the port. It looks at the first bytes of each connection and hands it to the one that speaks
 * its protocol. So the port can be closed without `http.Server.close()`, which also closes idle keep-alive connections,
 * on which clients may be writing.
 */
export function createFront(serving: Serving, speakers: Speakers): Server {
  // Half-open, as node's own HTTP servers want their sockets.
  const options = {
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbeMs,
  };
  return createServer(options, (socket) => accept(serving, speakers, socket));
}

/**
 * Opens the port.
 *
 * @throws SeaworthyError SW_PORT_IN_USE, SW_PORT_DENIED
 */
export function listen(front: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(listenError(error, port, host));
    front.once('error', onError);
    front.listen({ port, backlog, ...(host === undefined ? {} : { host }) }, () => {
      front.off('error', onError);
      resolve();
    });
  });
}

function accept(serving: Serving, speakers: Speakers, socket: Socket): void {
  if (serving.connections.size >= serving.openFiles.most) return refuse(serving, socket);
  const connection = new Connection(serving, socket);
  tag(socket, connection);
  serving.connections.add(connection);
  serving.overload?.connected();
  // A peer's reset is an end like any other; `close` follows.
  socket.on('error', () => {});
  socket.once('close', () => {
    connection.endTimer?.clear();
    serving.connections.delete(connection);
    endExchangesOf(serving, connection);
  });
  peek(connection, speakers);
  for (const bound of serving.idle) bound.came(connection);
}

/** At once: it must not take what is kept free for others. */
function refuse({ openFiles, rejections }: Serving, socket: Socket): void {
  openFiles.reached();
  rejections.add('too many connections', peerAddress(socket));
  socket.destroy();
}

function peek(connection: Connection, speakers: Speakers): void {
  const { socket } = connection;
  const onEnd = () => socket.end();
  let seen: Buffer | undefined;
  const onData = (chunk: Buffer) => {
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const http2 = speakers.http2 === undefined ? false : isHttp2(seen);
    if (http2 === undefined) return;
    socket.off('data', onData).off('end', onEnd);
    socket.pause();
    socket.unshift(seen);
    if (http2 && speakers.http2 !== undefined) speakHttp2(speakers.http2(), connection);
    else speakHttp1(speakers.http1, connection);
    process.nextTick(() => socket.resume());
    for (const bound of connection.serving.idle) bound.came(connection);
    // Of many that come in one turn, heads that are given up make more garbage than there may be room for.
    connection.serving.admission?.passing(seen.length);
  };
  socket.on('data', onData).once('end', onEnd);
}

/** Undefined while it cannot be told. */
function isHttp2(seen: Buffer): boolean | undefined {
  const length = Math.min(seen.length, prefaceStart.length);
  if (prefaceStart.compare(seen, 0, length, 0, length) !== 0) return false;
  return length === prefaceStart.length ? true : undefined;
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string | undefined): unknown {
  const where = host === undefined ? `port ${port}` : `${host}:${port}`;
  if (error.code === 'EADDRINUSE')
    return new SeaworthyError('SW_PORT_IN_USE', {
      what: `Another process listens on port ${port}`,
      where,
      cause: error,
    });
  if (error.code === 'EACCES')
    return new SeaworthyError('SW_PORT_DENIED', {
      what: `Port ${port} may not be bound`,
      where,
      cause: error,
    });
  return error;
}
