import type { IncomingMessage } from 'node:http';
import type { Connection } from '../connections/connection.ts';
import { exchangeOf, type Exchange } from '../exchange/exchange.ts';
import { fieldOf } from '../response/field.ts';
import type { Serving } from '../serving.ts';

/** How long a WebSocket's peer has to answer a close frame (RFC 6455 §7.1.1 lets the server not wait for ever). */
const closeHandshakeMs = 2_000;

/** A close frame, unmasked as all of a server's, with status 1001 "going away" (RFC 6455 §5.5.1, §7.4.1). */
const goingAway = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

/**
 * Lets an application end in its own way, when the process drains, what would not end by itself: an event stream or an upgraded
 * connection, in place of ending the response or sending a WebSocket close frame; or any other response that stays open, such as a long
 * poll or a stream of JSON lines, which would be waited for until the deadline. `end` is called at its turn.
 */
export function endStreamWith(request: IncomingMessage, end: () => void): void {
  const exchange = exchangeOf(request);
  const holder = exchange?.connection.protocol === 'upgraded' ? exchange.connection : exchange;
  if (holder !== undefined) holder.endWith = end;
  // The drain may have begun before.
  if (exchange !== undefined && holder === exchange) endIfStream(exchange);
}

/** Whether WebSocket is among the protocols that a request asks for (RFC 9110 §7.8). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return /(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.upgrade ?? '');
}

/** Gives every long-lived connection its turn to end, where it has none yet. */
export function endLongLived({ drain, exchanges, connections }: Serving): void {
  if (!drain.ending) return;
  for (const exchange of exchanges) {
    if (exchange.response.headersSent || exchange.endWith !== undefined) endIfStream(exchange);
    endIfHandshake(exchange);
  }
  for (const connection of connections) endIfUpgraded(connection);
}

/** Whether the response is one that never ends by itself (`text/event-stream`). */
export function isEventStream(exchange: Exchange): boolean {
  const type = fieldOf(exchange, 'content-type');
  return typeof type === 'string' && /^\s*text\/event-stream\b/i.test(type);
}

/** Gives an exchange its turn, if it is an event stream, whose headers must have been given, or another that the application ends. */
export function endIfStream(exchange: Exchange): void {
  const { drain } = exchange.connection.serving;
  // A handshake has its own turn.
  if (!drain.ending || exchange.ended || exchange.endTimer !== undefined || exchange.giveUp !== undefined)
    return;
  if (exchange.endWith === undefined && !isEventStream(exchange)) return;
  exchange.endTimer = drain.endLater(() => endStream(exchange));
}

/** Gives a connection its turn, if it was upgraded. */
export function endIfUpgraded(connection: Connection): void {
  const { drain } = connection.serving;
  if (!drain.ending || connection.protocol !== 'upgraded' || connection.endTimer !== undefined) return;
  connection.endTimer = drain.endLater(() => endUpgraded(connection));
}

/** Gives a handshake that is not answered its turn, as the connection would have that comes of it. */
export function endIfHandshake(exchange: Exchange): void {
  const { drain, clock } = exchange.connection.serving;
  const { giveUp } = exchange;
  if (!drain.ending || exchange.ended || giveUp === undefined) return;
  exchange.endTimer?.clear();
  exchange.endTimer = drain.endLater(() => (exchange.endTimer = clock.after(closeHandshakeMs, giveUp)));
}

function endStream(exchange: Exchange): void {
  const { response, endWith } = exchange;
  if (endWith !== undefined) return endWith();
  // The application may write once more before it learns of the end; that must not bring the process down.
  response.on('error', () => {});
  response.end();
}

function endUpgraded(connection: Connection): void {
  const { socket, upgrade, endWith, serving } = connection;
  if (endWith !== undefined) return endWith();
  // WebSocket libraries write whole frames within one tick, so between ticks a frame of ours fits in.
  if (upgrade !== undefined && asksForWebSocket(upgrade)) socket.write(goingAway);
  else socket.end();
  connection.endTimer = serving.clock.after(closeHandshakeMs, () => socket.destroy());
}
