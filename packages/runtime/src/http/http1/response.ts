import {
  ServerResponse,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
} from 'node:http';
import type { Socket } from 'node:net';
import type { SeaworthyError } from '../../errors.ts';
import { tellResponse } from '../admission/admit.ts';
import { textInBlock } from '../bodies/index.ts';
import { overloadStatus } from '../request-body/room.ts';
import { exchangeKey, exchangeOf, type Exchange, type ExchangeCarrier } from '../exchange/exchange.ts';
import { endExchange } from '../exchange/handle.ts';
import { linger } from '../connections/linger.ts';
import { endIfStream } from '../drain/long-lived.ts';
import { readOn } from './pipelining.ts';
import { fieldIn, withoutFields } from '../response/field.ts';
import { lengthError, sentBytes } from './stated-length.ts';

/** Header fields as `writeHead` takes them. */
export type WriteHeadHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

const requestIdHeader = 'x-request-id';

// Node's own types leave these out, or list their overloads apart; this is how they are called.
const node = ServerResponse.prototype as unknown as {
  writeHead(
    status: number,
    reason: string | WriteHeadHeaders | undefined,
    headers?: WriteHeadHeaders,
  ): ServerResponse;
  _storeHeader(firstLine: string, headers: unknown): void;
  detachSocket(socket: Socket): void;
  end(chunk: unknown, encoding: unknown, callback: unknown): ServerResponse;
};

/**
 * A response of HTTP/1.1, which passes by us before its first byte, also where the handler sends it synchronously: so the
 * drain sets `Connection: close` without asking the handler, and the request's id is sent.
 *
 * What it overrides stands on the response itself, since express replaces its prototype; in the constructor, since adding
 * fields later costs more than all that they do.
 */
export class Http1Response extends ServerResponse implements ExchangeCarrier {
  [exchangeKey]: Exchange | undefined = undefined;

  // Node's types leave the options out.
  constructor(...args: [request: IncomingMessage, options?: object]) {
    super(...(args as [IncomingMessage]));
    this.writeHead = writeHead as typeof this.writeHead;
    (this as unknown as typeof node)._storeHeader = storeHeader;
    this.detachSocket = detachSocket;
    this.end = end as typeof this.end;
  }
}

function writeHead(
  this: ServerResponse,
  status: number,
  reason?: string | WriteHeadHeaders,
  headers?: WriteHeadHeaders,
): ServerResponse {
  const exchange = exchangeOf(this);
  if (exchange === undefined) return node.writeHead.call(this, status, reason, headers);
  const { connection } = exchange;
  const { drain } = connection.serving;
  let fields = typeof reason === 'object' ? reason : headers;
  status = overloadStatus(exchange, status);
  exchange.headers = fields;
  // The handler's own is left alone.
  exchange.sendsId = !this.hasHeader(requestIdHeader) && fieldIn(fields, requestIdHeader) === undefined;
  // Pipelined requests behind this one were accepted and must be answered: only the last announces the end.
  if ((drain.active || connection.broken) && connection.latest === exchange) {
    connection.closing = true;
    this.setHeader('connection', 'close');
    fields = fields && withoutKeepAlive(fields);
  }
  node.writeHead.call(this, status, typeof reason === 'string' ? reason : undefined, fields);
  if (drain.active) endIfStream(exchange);
  return this;
}

/** `response._storeHeader`: node composes the head in it. Behind the status line, our field needs none of node's checks. */
function storeHeader(this: ServerResponse, firstLine: string, headers: unknown): void {
  const exchange = exchangeOf(this);
  if (exchange !== undefined) exchange.interimBytes = sentBytes(exchange);
  const start =
    exchange?.sendsId === true ? `${firstLine}x-request-id: ${exchange.requestId}\r\n` : firstLine;
  node._storeHeader.call(this, start, headers);
}

/** `response.end`: what the response has buffered is told to the memory account, and a long text sent from a block. */
function end(this: ServerResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): ServerResponse {
  const exchange = exchangeOf(this);
  if (exchange?.reservation !== undefined) tellResponse(exchange, chunk);
  if (typeof chunk === 'string') chunk = textInBlock(this, chunk, encoding) ?? chunk;
  return node.end.call(this, chunk, encoding, callback);
}

/**
 * `response.detachSocket`: node calls it when the response has been given to the kernel and before the next pipelined
 * one is, so that bytes can be told apart; a listener of `finish` would run too late, and cost more.
 */
function detachSocket(this: ServerResponse, socket: Socket): void {
  node.detachSocket.call(this, socket);
  const exchange = exchangeOf(this);
  if (exchange === undefined) return;
  const { connection } = exchange;
  const written = socket.bytesWritten;
  exchange.bytesOut = written - connection.written;
  connection.written = written;
  const error = lengthError(exchange);
  if (error !== undefined) return endWithLengthError(exchange, error);
  endExchange(connection.serving, exchange);
  if (connection.isHeld) readOn(connection);
  // The response had promised to go on, before the connection broke or the drain came to its end.
  if (connection.pending > 0 || connection.closing) return;
  if (connection.broken || connection.serving.drain.idleOver) linger(connection);
}

/** Nothing can follow on its connection. */
function endWithLengthError(exchange: Exchange, error: SeaworthyError): void {
  const { connection, requestId, method, path } = exchange;
  const { serving } = connection;
  exchange.outcome = 'cut';
  serving.bus.emit({ type: 'http.error', requestId, method, path, error });
  endExchange(serving, exchange);
  linger(connection);
}

/** A handler's own `Connection: keep-alive` would win over ours. */
function withoutKeepAlive(headers: WriteHeadHeaders): WriteHeadHeaders {
  if (Array.isArray(headers)) return withoutFields(headers, keepAlive);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !keepAlive.has(name.toLowerCase())));
}

const keepAlive: ReadonlySet<string> = new Set(['connection', 'keep-alive']);
