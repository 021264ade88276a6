import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RejectionReason } from '../../events.ts';
import { answerInstead } from '../response/answer-instead.ts';
import { connectionOf, type Connection } from '../connections/connection.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { endExchange, handle } from '../exchange/handle.ts';
import { Http1Request } from './request.ts';
import { Http1Response } from './response.ts';
import { linger, lingerAfterLast } from '../connections/linger.ts';
import { dropRest, holdPipelined } from './pipelining.ts';
import { refuseTunnels } from './refuse-tunnels.ts';
import type { Serving } from '../serving.ts';
import { acceptUpgrades } from '../upgrades/handshake.ts';

/** An HTTP/1.1 server that does not listen: it is handed its connections by {@link speakHttp1}. */
export function createHttp1Server(serving: Serving): Server {
  const { limits } = serving;
  const server = createServer({
    IncomingMessage: Http1Request,
    // Its request is the one above, which node's types would have it say.
    ServerResponse: Http1Response as typeof ServerResponse,
    // Node would start and stop a timer for every request; idle connections are watched instead.
    keepAliveTimeout: 0,
    headersTimeout: limits.headersTimeoutMs,
    // The rate of the body is watched instead.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    maxHeaderSize: limits.maxHeaderBytes,
    // `handle` refuses it: node would go on with what is pipelined behind, which is never answered.
    requireHostHeader: false,
  });
  // Node counts headers by dropping what is beyond; `handle` refuses the request instead.
  server.maxHeadersCount = 0;
  server.on('request', (request, response) => onRequest(serving, request, response));
  // The client is told to go on once it is let in.
  server.on('checkContinue', (request, response) => onRequest(serving, request, response));
  // Whatever else it expects may be passed over (RFC 9110 §10.1.1); node's own 417 would be in no access log.
  server.on('checkExpectation', (request, response) => onRequest(serving, request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => onClientError(serving, error, socket));
  acceptUpgrades(serving, server);
  refuseTunnels(serving, server);
  // Node starts to watch header time-outs when a server listens; this one never does.
  server.emit('listening');
  return server;
}

/** Hands a fresh connection, whose first bytes are unshifted, to the server. */
export function speakHttp1(server: Server, connection: Connection): void {
  connection.protocol = 'http/1.1';
  lingerAfterLast(connection.socket);
  server.emit('connection', connection.socket);
}

function onRequest(serving: Serving, request: IncomingMessage, response: ServerResponse): void {
  const connection = connectionOf(request.socket);
  if (connection === undefined) return;
  if (connection.closing) return dropRest(connection.socket);
  // What node takes the hint `Keep-Alive: timeout=72` from.
  (response as { _keepAliveTimeout?: number })._keepAliveTimeout = serving.limits.keepAliveTimeoutMs;
  handle(serving, connection, request, response);
  if (connection.pending > 1) holdPipelined(connection);
}

const reasons: Record<string, RejectionReason> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers too large',
};

const answers: Record<RejectionReason, string> = {
  malformed: '400 Bad Request',
  timeout: '408 Request Timeout',
  'headers too large': '431 Request Header Fields Too Large',
  'body too large': '413 Content Too Large',
  'slow body': '408 Request Timeout',
  stalled: '408 Request Timeout',
  memory: '503 Service Unavailable',
  overload: '503 Service Unavailable',
  'route limit': '429 Too Many Requests',
  'too many connections': '408 Request Timeout',
};

/** Errors of a client that has gone, the last in the middle of a request. Node takes the end of its half for the end of the connection. */
const gone = new Set<string | undefined>(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

/** The parser gave up on a connection: a malformed request, a time-out, or the client is gone. */
function onClientError(serving: Serving, error: NodeJS.ErrnoException, socket: Duplex): void {
  const connection = connectionOf(socket);
  // What comes after the end of a connection was announced is not even read as HTTP.
  if (connection === undefined || connection.closing) return;
  if (!socket.writable || gone.has(error.code)) {
    socket.destroy();
    return;
  }
  const reason = reasons[error.code ?? ''] ?? 'malformed';
  // Where answers are still to come, node's parser goes on to tell of each part that comes behind what it could not read.
  if (!connection.broken) serving.rejections.add(reason, connection.remote);
  refuseConnection(connection, reason);
}

/** Answers what the client is sending now, and ends the connection without taking earlier requests' answers away. */
export function refuseConnection(connection: Connection, reason: RejectionReason): void {
  const { socket, latest, pending, serving } = connection;
  connection.broken = true;
  if (pending > 0 && latest?.request.complete === true) return;
  if (pending > 1 && latest !== undefined) return refuseBehind(latest, reason);
  if (pending === 1 && latest?.response.headersSent === true) {
    latest.outcome = 'cut';
    socket.destroy();
    return;
  }
  socket.write(`HTTP/1.1 ${answers[reason]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  connection.closing = true;
  if (pending === 1 && latest !== undefined) {
    latest.outcome = 'cut';
    endExchange(serving, latest);
  }
  linger(connection);
}

/** Answers a pipelined request in its turn: node holds responses back until those before them are whole. */
function refuseBehind(exchange: Exchange, reason: RejectionReason): void {
  const { response } = exchange;
  // Its answer is whole already, and the connection ends behind it.
  if (response.writableEnded) return;
  exchange.outcome = 'cut';
  if (response.headersSent) response.destroy();
  else answerInstead(response, Number.parseInt(answers[reason], 10));
}
