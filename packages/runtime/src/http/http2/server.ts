import type { Http2Server, Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterArrivals } from '../../after-arrivals.ts';
import { overloadStatus } from '../request-body/room.ts';
import { breakOff } from '../response/break-off.ts';
import { connectionOf, tag, type Connection } from '../connections/connection.ts';
import { exchangeOf } from '../exchange/exchange.ts';
import { endExchange, handle } from '../exchange/handle.ts';
import { NO_ERROR } from './stream.ts';
import { countWrites, writtenBy } from './writes.ts';
import { endIfStream } from '../drain/long-lived.ts';
import type { Serving } from '../serving.ts';
import { resetStalled } from '../slow-clients/stalled-streams.ts';

/**
 * GOAWAY with the highest stream id and NO_ERROR: "open no more streams here, those on their way are still served"
 * (RFC 9113 §6.8). Written to the socket, since after node's own `session.goaway()` nghttp2 reads no more from a session
 * without open streams, and a stream on its way would hang.
 */
const notice = Buffer.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** What an HTTP/2 peer has, after it was told to open no more streams, until the session closes: several round trips of
 * a cluster's network, so that no stream is on its way any more. */
const noticeMs = 250;

/**
 * An HTTP/2 server that does not listen: it is handed its connections by {@link speakHttp2}. Node's own is loaded by the first
 * call, since that takes as long as a tenth of a start.
 */
export function createHttp2Server(serving: Serving): Http2Server {
  const { limits } = serving;
  const server = process.getBuiltinModule('node:http2').createServer({
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      maxHeaderListSize: limits.maxHeaderBytes,
    },
    // Node resets a stream that has more; `handle` answers it. Fewer fit into the size above, since each counts for 32 bytes more.
    maxHeaderListPairs: limits.maxHeaderBytes,
    // Beyond these, node's defaults bound what an endless peer costs: 1000 stream resets in a burst, then 33 a second
    // (CVE-2023-44487), 1000 invalid frames, 32 settings in a frame, 10 MB of memory in a session.
  });
  // By itself, node would ask for a body before its request is let in, and throw where the stream has been reset; and
  // refuse what else a client expects, which a server may pass over (RFC 9110 §10.1.1).
  for (const event of ['request', 'checkContinue', 'checkExpectation'])
    server.on(event, (request: Http2ServerRequest, response: Http2ServerResponse) =>
      onRequest(serving, request, response),
    );
  server.on('sessionError', (error, session) => {
    if (!hasLeft(error)) serving.rejections.add('malformed', connectionOf(session)?.remote ?? '');
  });
  return server;
}

/** Whether a session's connection has broken, or its client has ended it by an error of its own (GOAWAY). */
function hasLeft({ code, syscall }: NodeJS.ErrnoException): boolean {
  return syscall !== undefined || code === 'ERR_HTTP2_SESSION_ERROR';
}

/** Hands a fresh connection, whose first bytes are unshifted, to the server. */
export function speakHttp2(server: Http2Server, connection: Connection): void {
  connection.protocol = 'h2';
  // A client that has ended its half is gone: in HTTP/2 it is no way to end a request, and nothing else would be heard of it.
  connection.socket.allowHalfOpen = false;
  server.once('session', (session) => {
    connection.session = session;
    tag(session, connection);
    watchIdle(connection, session);
  });
  server.emit('connection', connection.socket);
}

/** Tells the peer to open its next streams elsewhere. */
export function noticeHttp2(connection: Connection): void {
  if (connection.noticed || connection.socket.destroyed) return;
  connection.noticed = true;
  connection.noticedAt = connection.serving.clock.now();
  connection.socket.write(notice);
}

/**
 * Closes a session once its peer has had the notice for a while; open streams are still served. One without any stream yet is
 * closed at once: it may be in the middle of its handshake, and a notice must not come before the first frame of our half.
 */
export function endHttp2(connection: Connection): void {
  const { session, serving, endTimer, latest } = connection;
  if (latest === undefined) return session?.close();
  if (endTimer !== undefined) return;
  noticeHttp2(connection);
  const waitMs = Math.max(0, connection.noticedAt + noticeMs - serving.clock.now());
  connection.endTimer = afterArrivals(serving.clock, waitMs, () => session?.close());
}

function onRequest(serving: Serving, request: Http2ServerRequest, response: Http2ServerResponse): void {
  const { session } = request.stream;
  const connection = session === undefined ? undefined : connectionOf(session);
  if (connection === undefined) return;
  response.writeHead = writeHead;
  response.destroy = destroy;
  const { stream } = request;
  countWrites(stream);
  stream.once('close', () => {
    const exchange = exchangeOf(request);
    if (exchange === undefined) return;
    exchange.bytesOut = writtenBy(stream);
    const whole = response.writableEnded && stream.rstCode === NO_ERROR;
    if (!whole && exchange.outcome === 'completed') exchange.outcome = 'aborted';
    endExchange(serving, exchange);
  });
  // Node gives both the shape of their HTTP/1.1 counterparts ("compatibility API").
  handle(serving, connection, request as unknown as IncomingMessage, response as unknown as ServerResponse);
  if (serving.drain.finishing) endHttp2(connection);
  else if (serving.drain.active) noticeHttp2(connection);
}

/** `writeHead` of every HTTP/2 response; see that of HTTP/1.1. */
function writeHead(this: Http2ServerResponse, ...args: unknown[]): Http2ServerResponse {
  const exchange = exchangeOf(this);
  if (exchange !== undefined && !this.hasHeader('x-request-id'))
    this.setHeader('x-request-id', exchange.requestId);
  const [status, ...fields] = args;
  const node = Object.getPrototypeOf(this) as { writeHead(...args: unknown[]): Http2ServerResponse };
  node.writeHead.call(this, exchange ? overloadStatus(exchange, Number(status)) : status, ...fields);
  if (exchange?.connection.serving.drain.active === true) endIfStream(exchange);
  return this;
}

/**
 * `destroy` of every HTTP/2 response. By itself, node would reset with NO_ERROR, which clients take for the end of a whole answer. One
 * that was ended before is, where its client has room for it at once: as in HTTP/1.1, where the kernel takes that.
 */
function destroy(this: Http2ServerResponse, error?: Error): Http2ServerResponse {
  const { stream } = this;
  const end = () => {
    if (!stream.writableFinished && !stream.closed && !stream.destroyed) breakOff(this);
    (Object.getPrototypeOf(this) as Http2ServerResponse).destroy.call(this, error);
  };
  // What was ended in this turn of the event loop is sent at the end of it.
  if (this.writableEnded && error === undefined) setImmediate(end);
  else end();
  return this;
}

/** A session without frames for so long is closed where nothing is under way, else responses that its client does not take
 * are cut. Bodies are watched by their rate; where neither speaks, the handler takes its time. */
function watchIdle(connection: Connection, session: ServerHttp2Session): void {
  const { limits, exchanges } = connection.serving;
  session.setTimeout(limits.keepAliveTimeoutMs, () => {
    if (connection.pending === 0) return session.close();
    for (const exchange of exchanges) {
      const { response } = exchange;
      if (exchange.connection !== connection || response.writableLength === 0) continue;
      resetStalled(exchange);
    }
  });
}
