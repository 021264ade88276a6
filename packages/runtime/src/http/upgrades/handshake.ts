import type { IncomingMessage, Server } from 'node:http';
import type { Duplex, Writable } from 'node:stream';
import { connectionOf, type Connection } from '../connections/connection.ts';
import { exchangeOf, type Exchange } from '../exchange/exchange.ts';
import { endExchange, handle } from '../exchange/handle.ts';
import { Http1Response } from '../http1/response.ts';
import { linger } from '../connections/linger.ts';
import { asksForWebSocket, endIfHandshake, endIfUpgraded } from '../drain/long-lived.ts';
import type { Serving } from '../serving.ts';

/**
 * Hands requests for a WebSocket to the service's `upgrade`. The handshake is a request like any other: within the limits, in the
 * access log, the metrics and the traces; it ends with the first byte that is answered. The status is read off there, since
 * whoever takes a connection over writes to its socket.
 */
export function acceptUpgrades(serving: Serving, server: Server): void {
  const { upgrade } = serving;
  if (upgrade === undefined) return;
  // Since Node 24.9; before, all that ask for any protocol are upgraded. Of `http.createServer`, its types say.
  (server as { shouldUpgradeCallback?: typeof shouldUpgrade }).shouldUpgradeCallback = shouldUpgrade;
  server.on('upgrade', (request, socket, head) => {
    const connection = connectionOf(socket);
    if (connection === undefined || connection.closing) return;
    // Answers are still to come before its own.
    if (connection.pending > 0) return void socket.destroy();
    const takeOver = async () => {
      const exchange = exchangeOf(request);
      if (exchange !== undefined) {
        watchAnswer(serving, exchange, socket);
        bound(serving, exchange);
      }
      try {
        await upgrade(request, socket, head);
      } catch (error) {
        if (exchange?.ended === true) socket.destroy();
        throw error;
      }
    };
    handle(serving, connection, request, finalResponse(request, connection), takeOver);
  });
}

/**
 * Whoever asks for another protocol (`h2c` of curl and Java, `TLS/1.2` of Apache's client) goes on as before where that is passed
 * over (RFC 9110 §7.8); so does who asks with a body, or before earlier requests are answered.
 */
function shouldUpgrade(request: IncomingMessage): boolean {
  const { headers, method } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return (
    method === 'GET' && !hasBody && asksForWebSocket(request) && connectionOf(request.socket)?.pending === 0
  );
}

/**
 * A response where node has handed the connection over: for a handshake that is refused before, or failed in, `upgrade`. It ends
 * the connection: node reads no more requests there.
 */
export function finalResponse(request: IncomingMessage, connection: Connection): Http1Response {
  const { socket } = connection;
  const response = new Http1Response(request);
  const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
  response.end = (...args: unknown[]) => {
    connection.broken = true;
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      linger(connection);
      // Nobody reads it, and its end would not be seen.
      socket.resume();
    });
    return end(...args);
  };
  return response;
}

/** Nobody reads the socket of a handshake, so that its client's end is not seen: one that is never answered ends by itself. */
function bound({ clock, limits }: Serving, exchange: Exchange): void {
  const { socket } = exchange.connection;
  exchange.giveUp = () => {
    if (exchange.ended) return;
    exchange.breakOff();
    socket.destroy();
  };
  exchange.endTimer = clock.after(limits.headersTimeoutMs, exchange.giveUp);
  endIfHandshake(exchange);
}

/** Ends the exchange with the first write to the socket, whoever it is by; one that is destroyed before is refused so. */
function watchAnswer(serving: Serving, exchange: Exchange, socket: Duplex): void {
  const node = Object.getPrototypeOf(socket) as Required<Pick<Writable, '_write' | '_writev' | 'destroy'>>;
  const own = socket as Partial<typeof node>;
  const answered = (first: unknown) => {
    delete own._write;
    delete own._writev;
    delete own.destroy;
    const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(String(first).slice(0, 13)) ?? [];
    end(serving, exchange, status === undefined ? 0 : Number(status));
  };
  own._write = (chunk: unknown, encoding, done) => {
    node._write.call(socket, chunk, encoding, done);
    answered(chunk);
  };
  own._writev = (chunks, done) => {
    node._writev.call(socket, chunks, done);
    answered(chunks[0]?.chunk);
  };
  own.destroy = (error?: NodeJS.ErrnoException) => {
    // After the end of its half, or where node meets an error as it reads, its client has gone.
    const isOfClient = socket.readableEnded || error?.syscall === 'read';
    if (exchange.outcome === 'completed' && !isOfClient) exchange.breakOff();
    return node.destroy.call(socket, error);
  };
}

function end(serving: Serving, exchange: Exchange, status: number): void {
  const { connection, request, response } = exchange;
  // What our own refusal writes ends as any response does.
  if (exchange.ended || response.socket !== null) return;
  const isRefused = status >= 200;
  exchange.statusSent = status;
  exchange.bytesOut = connection.socket.bytesWritten - connection.written;
  if (!isRefused) {
    connection.protocol = 'upgraded';
    connection.upgrade = request;
    connection.endWith ??= exchange.endWith;
    serving.upgraded.add(connection.socket);
  }
  endExchange(serving, exchange);
  // By it nothing can be answered any more.
  response.destroy();
  if (!isRefused) endIfUpgraded(connection);
}
