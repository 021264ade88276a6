import express, { Router, type ErrorRequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { eventually, serve } from '../fixture.ts';

/** Answers the requests of an application one after another, and gives the routes that were told of them. */
async function routesOf(app: express.Express, paths: readonly string[]): Promise<(string | undefined)[]> {
  const { url, entries } = await serve({ listener: app }, { http2: false });
  for (const path of paths) await (await fetch(url + path)).text();
  await eventually(() => entries.length === paths.length);
  return entries.map(({ route }) => route);
}

const answers: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.sendStatus(500);
};

function users(): Router {
  const router = Router({ mergeParams: true });
  router.get('/', (_request, response) => {
    response.send('all');
  });
  router.get('/:id', (_request, response) => {
    response.send('one');
  });
  router.get('/:id/fail', () => {
    throw new Error('failed');
  });
  return router;
}

test('a router that is mounted below parameters tells their names, not their values', async () => {
  const app = express().use('/tenants/:tenant/users', users());
  expect(await routesOf(app, ['/tenants/a/users/1', '/tenants/b/users', '/tenants/b/users?page=2'])).toEqual([
    '/tenants/:tenant/users/:id',
    '/tenants/:tenant/users/',
    '/tenants/:tenant/users/',
  ]);
});

test('what a router’s handler throws is told of its own route', async () => {
  const app = express().use('/api', Router().use('/users', users()));
  app.use(answers);
  expect(await routesOf(app, ['/api/users/1/fail'])).toEqual(['/api/users/:id/fail']);
});

test('a router that is mounted in several places is told by the one that was asked', async () => {
  const router = users();
  const app = express().use(['/v1', '/v2'], router).use('/teams/:team', router);
  app.use(answers);
  expect(await routesOf(app, ['/v2/1', '/teams/7/1', '/V1/1/fail'])).toEqual([
    '/v2/:id',
    '/teams/:team/:id',
    '/v1/:id/fail',
  ]);
});

test('each of its routes is, by the place that fits the whole path', async () => {
  const router = users();
  const app = express().use(router).use('/:organisation', router).use('/v1/x', router);
  app.use(answers);
  const paths = ['/7', '/acme/7', '/acme/7/fail', '/v1/x/7', '/v1/x/7/fail'];
  expect(await routesOf(app, paths)).toEqual([
    '/:id',
    '/:organisation/:id',
    '/:organisation/:id/fail',
    '/v1/x/:id',
    '/v1/x/:id/fail',
  ]);
});

test('an application within another one tells both', async () => {
  const inner = express().use('/users', users());
  const app = express().use('/shops/:shop', inner);
  expect(await routesOf(app, ['/shops/7/users/1'])).toEqual(['/shops/:shop/users/:id']);
});

test('a route within a mounted application is known although a request of it has failed first', async () => {
  const inner = express().get('/:id', (request, response) => {
    if (request.params.id === '0') throw new Error('failed');
    response.send('one');
  });
  const app = express().use('/shops/:shop', inner);
  app.use(answers);
  const [, route] = await routesOf(app, ['/shops/7/0', '/shops/7/1']);
  expect(route).toBe('/shops/:shop/:id');
});

test('a route is told whose path a handler before it has rewritten', async () => {
  const app = express().use((request, _response, next) => {
    request.url = request.url.replace('/proxied', '');
    next();
  });
  app.use('/tenants/:tenant/users', users());
  expect(await routesOf(app, ['/proxied/tenants/a/users/1'])).toEqual(['/tenants/:tenant/users/:id']);
});

test('what is no route of express is none', async () => {
  const { url, entries } = await serve({
    listener(request, response) {
      Object.assign(request, { route: null });
      response.end();
    },
  });
  await (await fetch(url)).text();
  await eventually(() => entries.length === 1);
  expect(entries[0]?.route).toBeUndefined();
});

test('paths in a list, and expressions, are told as they are stated', async () => {
  const app = express();
  app.get(['/a', '/b'], (_request, response) => void response.send(''));
  app.get(/^\/(\d+)$/, (_request, response) => void response.send(''));
  expect(await routesOf(app, ['/b', '/12'])).toEqual(['/a,/b', String.raw`/^\/(\d+)$/`]);
});

test('a route that is added while the service runs is told, and one that the application does not know by what the request says', async () => {
  const app = express();
  const hidden = Router().get('/:id', (_request, response) => void response.send(''));
  app.use('/hidden', (request, response, next) => hidden(request, response, next));
  app.get('/add', (_request, response) => {
    app.get('/added/:id', (_again, answer) => void answer.send(''));
    response.send('');
  });
  expect(await routesOf(app, ['/add', '/added/1', '/hidden/1'])).toEqual([
    '/add',
    '/added/:id',
    '/hidden/:id',
  ]);
});

test('a router that is mounted in itself ends', async () => {
  const router = users();
  router.use('/:id/friends', router);
  const app = express().use('/users', router);
  expect(await routesOf(app, ['/users/1', '/users/1/friends/2'])).toEqual([
    '/users/:id',
    '/users/:id/friends/:id',
  ]);
});

describe('before express 5.3, whose router keeps no paths,', () => {
  /** The application as a router before 2.3 has it. */
  function older<App extends object>(app: App): App {
    const { router } = app as { readonly router?: { readonly stack?: unknown } };
    forgetPaths(router?.stack);
    return app;
  }

  function forgetPaths(stack: unknown): void {
    if (!Array.isArray(stack)) return;
    for (const layer of stack as { rawPath?: unknown; handle?: { readonly stack?: unknown } }[]) {
      delete layer.rawPath;
      forgetPaths(layer.handle?.stack);
    }
  }

  test('parameters of a mounted router are found by asking its layer, after a failure too', async () => {
    const app = express()
      .use(express.json())
      .use('/tenants/:tenant/users', users())
      .use('/api', Router().use('/all', users()));
    app.use(answers);
    const paths = ['/tenants/a/users/1', '/tenants/users/users', '/tenants/b/users/2/fail', '/api/all/7'];
    expect(await routesOf(older(app), paths)).toEqual([
      '/tenants/:tenant/users/:id',
      '/tenants/:tenant/users/',
      '/tenants/:tenant/users/:id/fail',
      '/api/all/:id',
    ]);
  });

  test('a router that is mounted in several places is told by the one that was asked', async () => {
    const router = users();
    const app = express().use(['/v1', '/v2'], router).use('/teams/:team', router);
    expect(await routesOf(older(app), ['/v2/1', '/v1/1', '/teams/7/1', '/v2/3'])).toEqual([
      '/v2/:id',
      '/v1/:id',
      '/teams/:team/:id',
      '/v2/:id',
    ]);
  });

  test('an application within another one tells both', async () => {
    const inner = older(express().use('/users', users()));
    const app = older(express().use('/shops/:shop', inner));
    expect(await routesOf(app, ['/shops/7/users/1'])).toEqual(['/shops/:shop/users/:id']);
  });

  test('where its path has been rewritten, a route that was found before is told', async () => {
    const app = express().use((request, _response, next) => {
      request.url = request.url.replace('/proxied', '');
      next();
    });
    app.use('/tenants/:tenant/users', users());
    const paths = ['/tenants/a/users/1', '/proxied/tenants/b/users/1'];
    expect(await routesOf(older(app), paths)).toEqual(Array(2).fill('/tenants/:tenant/users/:id'));
  });
});
