import type { IncomingMessage } from 'node:http';
import { exchangeOf } from '../exchange/exchange.ts';

/**
 * Tells the pattern of the route that serves a request (`/users/:id`), for logs, traces and metrics. Adapters call it
 * for fastify, koa and hono; with express the pattern is found without.
 */
export function setRoute(request: IncomingMessage, pattern: string): void {
  const exchange = exchangeOf(request);
  if (exchange !== undefined) exchange.routePattern = pattern;
}
