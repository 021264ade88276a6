import { honoRoutes, type Logger } from '@seaworthy/runtime';
import { isCrossOrigin } from '@seaworthy/runtime/sessions';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routePath } from 'hono/route';
import { answerFailure } from './failure.ts';
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
    await next();
    guard(c);
  });
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(async (c, next) => {
    if (isCrossOrigin(c.req.raw)) throw new Problem(403, 'Pages of other origins may change nothing here.');
    await next();
  });
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => tooLarge.response() });
  app.use((c, next) => (c.req.method === 'POST' ? limited(c, next) : next()));
  for (const [path, resource] of Object.entries(resources)) app.route(path, resource);
  const routes = app.routes
    .filter(({ path }) => path !== '/*')
    .map(({ method, path }) => `${method} ${path}`);
  app.get('/', (c) => c.json({ service, routes }));
  app.notFound(() => notFound('such resource').response());
  app.onError((error, c) => answerFailure(error, c.req.raw.signal, log));
  return app;
}

const tooLarge = new Problem(413, `The body may have ${MAX_BODY_BYTES} bytes.`);

/** Answers are taken for what they say they are, and kept by nobody, unless they say so: they tell of persons. */
function guard(c: Context): void {
  c.header('x-content-type-options', 'nosniff');
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
}

/** What a path that there is answers to another method (RFC 9110 §15.5.6), and to OPTIONS, which only asks (§9.3.7). */
function refuseMethod(c: Context, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
  const refusal = new Problem(405, `Only ${allow} can be asked of it.`).response();
  refusal.headers.set('allow', allow);
  return refusal;
}
