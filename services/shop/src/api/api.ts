import { honoRoutes, HttpError, type Logger } from '@seaworthy/runtime';
import { isOutage } from '@seaworthy/runtime/postgres';
import { isCrossOrigin } from '@seaworthy/runtime/sessions';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { notFound, Problem } from './problem.ts';

/** Bytes of a request's body. The largest order, 20 items, has about 2 KiB. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * A service's API: its resources by path, JSON over HTTP, errors as `application/problem+json`, and the list of routes at
 * `/`.
 */
export function api(service: string, resources: Readonly<Record<string, Hono>>, log: Logger): Hono {
  const app = new Hono();
  app.use(honoRoutes(routePath));
  app.use(async (c, next) => {
    if (isCrossOrigin(c.req.raw)) throw new Problem(403, 'Pages of other origins may change nothing here.');
    await next();
  });
  app.post('*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => tooLarge.response() }));
  for (const [path, resource] of Object.entries(resources)) app.route(path, resource);
  const routes = app.routes
    .filter(({ path }) => path !== '/*')
    .map(({ method, path }) => `${method} ${path}`);
  app.get('/', (c) => c.json({ service, routes }));
  app.notFound(() => notFound('such resource').response());
  app.onError((error, c) => (c.req.raw.signal.aborted ? clientGone() : problemOf(error, log).response()));
  return app;
}

const tooLarge = new Problem(413, `The body may have ${MAX_BODY_BYTES} bytes.`);

/** Nobody reads it; the status, nginx's, is for the access log. */
function clientGone(): Response {
  return new Response(null, { status: 499 });
}

function problemOf(error: Error, log: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpError) return ofStore(error, log);
  if (isOutage(error)) {
    log.warn({ err: error }, 'the database cannot answer');
    return new Problem(503, 'The database cannot answer now. Try again shortly.', { retryAfter: 1 });
  }
  log.error({ err: error }, 'a request failed');
  return new Problem(500, 'Something went wrong here.');
}

/** What sessions, uploads and idempotency keys refuse with. */
function ofStore(error: HttpError, log: Logger): Problem {
  const retryAfter = Number(error.headers['retry-after'] ?? 0);
  if (error.status >= 500) log.warn({ err: error }, 'a store cannot answer');
  const detail = error.expose ? error.message : 'It cannot be done now. Try again shortly.';
  return new Problem(error.status, detail, retryAfter > 0 ? { retryAfter } : {});
}
