import { ServerResponse, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';
import { overloadStatus } from './body-room.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { endIfEventStream } from './long-lived.ts';

/** Header fields as `writeHead` takes them. */
export type WriteHeadHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

const requestIdHeader = 'x-request-id';

// Node's own type lists the overloads apart; this is how it is called.
const nodeResponse = ServerResponse.prototype as {
  writeHead(
    status: number,
    reason: string | WriteHeadHeaders | undefined,
    headers?: WriteHeadHeaders,
  ): ServerResponse;
};

/**
 * Makes a response of HTTP/1.1 pass by us before its first byte, also where the handler sends it synchronously: so the
 * drain sets `Connection: close` without asking the handler, and the request's id is sent.
 */
export function passBeforeHead(response: ServerResponse): void {
  // On the response itself, since express replaces its prototype.
  response.writeHead = writeHead;
}

function writeHead(
  this: ServerResponse,
  status: number,
  reason?: string | WriteHeadHeaders,
  headers?: WriteHeadHeaders,
): ServerResponse {
  const exchange = exchangeOf(this);
  if (exchange === undefined) return nodeResponse.writeHead.call(this, status, reason, headers);
  const { connection } = exchange;
  const { drain, sendRequestId } = connection.serving;
  let fields = typeof reason === 'object' ? reason : headers;
  status = overloadStatus(exchange, status);
  if (sendRequestId) fields = withRequestId(exchange, fields);
  exchange.headers = fields;
  // Pipelined requests behind this one were accepted and must be answered: only the last announces the end.
  if ((drain.active || connection.broken) && connection.latest === exchange) {
    connection.closing = true;
    this.setHeader('connection', 'close');
    fields = fields && withoutConnection(fields);
  }
  nodeResponse.writeHead.call(this, status, typeof reason === 'string' ? reason : undefined, fields);
  if (drain.active) endIfEventStream(exchange);
  return this;
}

/** The handler's own `x-request-id` is left alone. Going with the others costs least: once a header is set by
 * `setHeader`, node sets each of the others so too. */
function withRequestId(
  exchange: Exchange,
  fields: WriteHeadHeaders | undefined,
): WriteHeadHeaders | undefined {
  const { response, requestId } = exchange;
  if (response.hasHeader(requestIdHeader)) return fields;
  if (fields === undefined || Array.isArray(fields)) {
    response.setHeader(requestIdHeader, requestId);
    return fields;
  }
  for (const name in fields)
    if (name.length === requestIdHeader.length && name.toLowerCase() === requestIdHeader) return fields;
  return { [requestIdHeader]: requestId, ...fields };
}

/** A handler's own `Connection: keep-alive` would win over ours. */
function withoutConnection(headers: WriteHeadHeaders): WriteHeadHeaders {
  if (Array.isArray(headers)) {
    const kept: OutgoingHttpHeader[] = [];
    for (let i = 0; i + 1 < headers.length; i += 2)
      if (!isConnection(headers[i])) kept.push(headers[i] ?? '', headers[i + 1] ?? '');
    return kept;
  }
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isConnection(name)));
}

function isConnection(name: unknown): boolean {
  const lower = String(name).toLowerCase();
  return lower === 'connection' || lower === 'keep-alive';
}
