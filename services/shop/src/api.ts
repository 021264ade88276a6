import type { Clock, Log } from '@seaworthy/runtime';
import { Hono } from 'hono';
import { isOutage, type Database } from './database/index.ts';
import { orders } from './orders/index.ts';
import { notFound, Problem } from './problem.ts';
import { products } from './products/index.ts';
import { users } from './users/index.ts';

/** The shop's API: JSON over HTTP, errors as `application/problem+json`. */
export function api(db: Database, log: Log, clock: Clock): Hono {
  const app = new Hono();
  app.route('/users', users(db));
  app.route('/products', products(db));
  app.route('/orders', orders(db, clock));
  const routes = app.routes.map(({ method, path }) => `${method} ${path}`);
  app.get('/', (c) => c.json({ service: 'shop', routes }));
  app.notFound(() => notFound('such resource').response());
  app.onError((error) => problemOf(error, log).response());
  return app;
}

function problemOf(error: Error, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (isOutage(error)) {
    log.warn({ err: error }, 'the database is unreachable');
    return new Problem(503, 'The database is unreachable. Try again shortly.', { retryAfter: 1 });
  }
  log.error({ err: error }, 'a request failed');
  return new Problem(500, 'Something went wrong here.');
}
