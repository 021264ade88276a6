import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from '../../errors.ts';
import { endInScope, runInScope } from '../../scope.ts';
import { admit } from '../admission/admit.ts';
import { askForBody } from '../request-body/ask-for-body.ts';
import { boundBody, BodyTooLargeError } from '../request-body/limit.ts';
import { OverloadedError } from '../request-body/room.ts';
import { breakOff } from '../response/break-off.ts';
import type { Connection } from '../connections/connection.ts';
import { Exchange, link } from './exchange.ts';
import { isMalformed } from './is-malformed.ts';
import { requestIdOf } from './request-id.ts';
import { respond } from '../response/respond.ts';
import type { Serving } from '../serving.ts';

/**
 * Takes a request from its parsed headers to its handler. The protocol calls {@link endExchange} when it is over.
 *
 * @param takeOver what runs in the place of the service's listener
 */
export function handle(
  serving: Serving,
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
  takeOver?: Exchange['takeOver'],
): void {
  const requestId = requestIdOf(request.headers);
  const exchange = new Exchange(request, response, connection, requestId, serving.clock.now());
  exchange.takeOver = takeOver;
  link(request, exchange);
  link(response, exchange);
  serving.exchanges.add(exchange);
  connection.pending++;
  connection.latest = exchange;
  if (serving.bodies !== undefined && exchange.declaredBytes !== 0) exchange.body = serving.bodies(exchange);
  const refusal = refusalOf(serving, exchange);
  if (refusal !== undefined) refuse(serving, exchange, refusal);
  else if (serving.admission === undefined) enter(serving, exchange);
  // Memory comes first: who waits for a turn holds what has arrived of the body.
  else admit(serving, serving.admission, exchange, enter);
}

function enter(serving: Serving, exchange: Exchange, now?: number): void {
  if (serving.overload === undefined || serving.overload.enter(exchange, now))
    start(serving, exchange, endInScope);
}

/** A request's turn has come, while another ends. */
export function letIn(serving: Serving, exchange: Exchange): void {
  start(serving, exchange, runInScope);
}

/** A connection is gone: what was under way on it ends with it. */
export function endExchangesOf(serving: Serving, connection: Connection): void {
  if (connection.pending === 0) return;
  const ended = (exchange: Exchange) => {
    if (exchange.ended) return;
    if (exchange.outcome === 'completed') {
      // Node tells responses only after this: one that is destroyed was so by its handler.
      if (exchange.response.destroyed || !wasLeft(connection)) exchange.breakOff();
      else exchange.outcome = 'aborted';
    }
    endExchange(serving, exchange);
  };
  if (connection.pending === 1 && connection.latest !== undefined) ended(connection.latest);
  if (connection.pending > 0)
    for (const exchange of serving.exchanges) if (exchange.connection === connection) ended(exchange);
}

/** Whether its client has ended a connection. Else who answers has: express does so with an error behind the head of its answer. */
function wasLeft({ socket }: Connection): boolean {
  return socket.readableEnded || socket.errored !== null;
}

/** Ends the bookkeeping of an exchange, however it went. Safe to call again. */
export function endExchange(serving: Serving, exchange: Exchange): void {
  if (exchange.ended) return;
  exchange.ended = true;
  const { connection } = exchange;
  const now = serving.clock.now();
  exchange.durationMs = now - exchange.startedAt;
  exchange.endTimer?.clear();
  exchange.reservation?.release();
  serving.overload?.leave(exchange);
  serving.exchanges.delete(exchange);
  connection.pending--;
  connection.idleSince = now;
  serving.access?.(exchange);
  const { instrumentation } = serving;
  if (exchange.scope === undefined) instrumentation?.unserved(exchange);
  else instrumentation?.end(exchange.scope, exchange.request, exchange);
}

function start(serving: Serving, exchange: Exchange, within: typeof runInScope): void {
  const { request, response, requestId } = exchange;
  // Only who is let in is asked to send a body that waits to be asked for.
  askForBody(exchange);
  if (exchange.declaredBytes !== 0 && !boundBody(serving, exchange)) return;
  const scope = serving.instrumentation?.start(request, requestId, exchange.startedAt) ?? { requestId };
  exchange.scope = scope;
  try {
    const result = within(scope, exchange.takeOver ?? serving.listener, request, response);
    if (isThenable(result)) result.then(undefined, (error: unknown) => fail(serving, exchange, error));
  } catch (error) {
    fail(serving, exchange, error);
  }
}

function refusalOf({ limits }: Serving, exchange: Exchange): Refusal | undefined {
  const { request, connection, body, declaredBytes = 0 } = exchange;
  if (request.rawHeaders.length > 2 * limits.maxHeaders) return 431;
  if (declaredBytes > (body?.maxBytes ?? limits.maxBodyBytes)) return 413;
  return isMalformed(request, connection.protocol) ? 400 : undefined;
}

type Refusal = keyof typeof refusals;

const refusals = { 400: 'malformed', 413: 'body too large', 431: 'headers too large' } as const;

function refuse(serving: Serving, exchange: Exchange, status: Refusal): void {
  serving.rejections.add(refusals[status], exchange.remote);
  exchange.connection.broken = true;
  respond(exchange.response, status);
}

/** A handler threw: nothing of the error is told to the client. */
function fail(serving: Serving, exchange: Exchange, error: unknown): void {
  const { response, requestId, method, path } = exchange;
  const refused = error instanceof BodyTooLargeError || error instanceof OverloadedError;
  // A handler that was still at work when its client went away, or was cut off, cannot but fail.
  if (!refused && (exchange.outcome === 'completed' || exchange.brokenOff)) {
    serving.bus.emit({ type: 'http.error', requestId, method, path, error });
    if (exchange.scope !== undefined) serving.instrumentation?.failed(exchange.scope, error);
  }
  if (response.writableEnded || response.destroyed) return;
  if (response.headersSent) breakOff(response);
  else if (error instanceof HttpError)
    respond(response, error.status, exchange.retryAfter ?? error.headers['retry-after']);
  else respond(response, 500, exchange.retryAfter);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
