import { ServerResponse, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';
import { exchangeOf } from './exchange.ts';
import { endIfEventStream } from './long-lived.ts';

/** Header fields as `writeHead` takes them. */
export type WriteHeadHeaders = OutgoingHttpHeaders | OutgoingHttpHeader[];

// Node's own type lists the overloads apart; this is how it is called.
const nodeResponse = ServerResponse.prototype as {
  writeHead(
    status: number,
    reason: string | WriteHeadHeaders | undefined,
    headers?: WriteHeadHeaders,
  ): ServerResponse;
};

/**
 * Makes a response of HTTP/1.1 pass by us before its first byte, also where the handler sends it synchronously, so that
 * the drain sets `Connection: close` without asking the handler.
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
  const { drain } = connection.serving;
  exchange.headers = headers ?? (typeof reason === 'object' ? reason : undefined);
  if (!drain.active && !connection.broken) return nodeResponse.writeHead.call(this, status, reason, headers);

  // Pipelined requests behind this one were accepted and must be answered: only the last announces the end.
  if (connection.latest === exchange) {
    connection.closing = true;
    this.setHeader('connection', 'close');
    if (typeof reason === 'object') reason = withoutConnection(reason);
    if (headers !== undefined) headers = withoutConnection(headers);
  }
  nodeResponse.writeHead.call(this, status, reason, headers);
  if (drain.active) endIfEventStream(exchange);
  return this;
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
