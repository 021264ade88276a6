import type { IncomingMessage, ServerResponse } from 'node:http';
import KoaRouter from '@koa/router';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { routePath } from 'hono/route';
import Koa from 'koa';
import { describe, expect, test } from 'vitest';
import {
  BodyTooLargeError,
  fastifyRoutes,
  honoRoutes,
  koaRoutes,
  type HttpHandler,
} from '../../src/http/index.ts';
import { HttpError } from '../../src/errors.ts';
import { eventually, gate, serve } from './fixture.ts';
import { request as h2request } from './http2-client.ts';

/** The same small service, by each framework: `/sync`, `/wait/:id` until `release`, `/keep` with a header of its own,
 * `/echo` of the body's length, `/busy`, `/fail`. */
type Build = (release: Promise<void>) => Promise<HttpHandler> | HttpHandler;

const frameworks: Record<string, { build: Build; http2: boolean; routes: boolean }> = {
  'node:http': { build: (release) => ({ listener: plain(release) }), http2: true, routes: false },
  fastify: { build: withFastify, http2: true, routes: true },
  express: { build: withExpress, http2: false, routes: true },
  koa: { build: withKoa, http2: true, routes: true },
  hono: { build: withHono, http2: true, routes: true },
};

describe.each(Object.entries(frameworks))('%s', (_name, { build, http2, routes }) => {
  async function service() {
    const { opened, open } = gate();
    return {
      release: open,
      ...(await serve(await build(opened), { http2, limits: { maxBodyBytes: 100_000 } })),
    };
  }

  test('keeps connections alive until the drain, and ends each with its next response', async () => {
    const { connect, drain } = await service();
    const client = await connect();
    expect(await client.get('/sync').until(/sync/)).toMatch(/connection: keep-alive/i);
    drain(5_000);
    const answer = await client.get('/sync').until(/sync/);
    expect(answer).toMatch(/HTTP\/1.1 200/);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).not.toMatch(/keep-alive/i);
    await client.toEnd();
    expect(client.error).toBeUndefined();
  });

  test('announces the end on a response whose handler began before the drain', async () => {
    const { connect, drain, release, server } = await service();
    const client = await connect();
    client.get('/wait/7');
    await eventually(() => server.counts().requests === 1);
    drain(5_000);
    release();
    const answer = await client.until(/waited/);
    expect(answer).toMatch(/connection: close/i);
    await client.toEnd();
  });

  test("lets no handler's own Connection header keep the connection", async () => {
    const { connect, drain } = await service();
    const client = await connect();
    drain(5_000);
    const answer = await client.get('/keep').until(/kept/);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).not.toMatch(/keep-alive/i);
    await client.toEnd();
  });

  test('accepts new connections during the drain delay', async () => {
    const { url, drain } = await service();
    drain(5_000);
    const response = await fetch(`${url}/sync`);
    expect(response.status).toBe(200);
    expect(response.headers.get('connection')).toBe('close');
  });

  test('reads bodies, and refuses those beyond the limit, declared or not', async () => {
    const { url, connect } = await service();
    const small = await fetch(`${url}/echo`, { method: 'POST', body: 'x'.repeat(5_000) });
    expect(await small.text()).toBe('5000');
    const declared = await connect();
    declared.send('POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 100001\r\n\r\n');
    expect(await declared.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
    const chunked = await connect();
    chunked.send('POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let i = 0; i < 7; i++) chunked.send(`4000\r\n${'x'.repeat(0x4000)}\r\n`);
    const answer = await chunked.until(/\r\n\r\n/);
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    expect(answer).toMatch(/connection: close/i);
  });

  test('answers a failing handler with 500', async () => {
    const { url } = await service();
    const response = await fetch(`${url}/fail`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret/);
    expect((await fetch(`${url}/sync`)).status).toBe(200);
  });

  test('answers an HttpError with its status', async () => {
    const { url } = await service();
    const response = await fetch(`${url}/busy`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.text()).not.toMatch(/secret/);
  });

  test('tells each request, with its route', async () => {
    const { url, entries, release } = await service();
    release();
    const response = await fetch(`${url}/wait/7?token=secret`, { headers: { 'x-request-id': 'abc-1' } });
    await response.text();
    expect(response.headers.get('x-request-id')).toBe('abc-1');
    await eventually(() => entries.length === 1);
    expect(entries[0]).toMatchObject({
      method: 'GET',
      path: '/wait/7',
      status: 200,
      requestId: 'abc-1',
      outcome: 'completed',
      route: routes ? '/wait/:id' : undefined,
    });
  });

  const post = { ':path': '/echo', ':method': 'POST', 'content-type': 'text/plain' };

  test.runIf(http2)('serves HTTP/2 on the same port', async () => {
    const { url, entries } = await service();
    const { status, headers, body } = await h2request(url, { ...post, 'content-length': 5 }, 'hello');
    expect([status, body]).toEqual([200, '5']);
    expect(headers['x-request-id']).toMatch(/^[\da-f]{32}$/);
    await eventually(() => entries.length === 1);
    expect(entries[0]).toMatchObject({ path: '/echo', bytesIn: 5, bytesOut: 1, outcome: 'completed' });
  });
});

function plain(release: Promise<void>) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?')[0];
    if (path === '/sync') response.writeHead(200, { 'content-type': 'text/plain' }).end('sync');
    else if (path === '/keep')
      response.writeHead(200, ['Connection', 'keep-alive', 'Keep-Alive', 'timeout=9']).end('kept');
    else if (path === '/wait/7') {
      await release;
      response.end('waited');
    } else if (path === '/echo') {
      let length = 0;
      for await (const chunk of request) length += (chunk as Buffer).length;
      response.end(String(length));
    } else if (path === '/busy') throw busy();
    else throw new Error('secret');
  };
}

/** What a handler throws while a store is down. */
function busy(): HttpError {
  const cause = new Error('secret');
  return new HttpError('SW_SESSION_STORE', { what: 'Busy', cause }, { status: 503, retryAfterSeconds: 1 });
}

async function withFastify(release: Promise<void>): Promise<HttpHandler> {
  const app = fastify({ bodyLimit: 1e9 });
  fastifyRoutes(app);
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get('/sync', () => 'sync');
  app.get('/keep', (_request, reply) => reply.header('connection', 'keep-alive').send('kept'));
  app.get('/wait/:id', async () => {
    await release;
    return 'waited';
  });
  app.post('/echo', (request) => String((request.body as Buffer).length));
  app.get('/busy', () => {
    throw busy();
  });
  app.get('/fail', (request) => {
    request.raw.socket.emit('none');
    throw Object.assign(new Error('hidden'), { statusCode: 500 });
  });
  await app.ready();
  return { listener: (request, response) => app.routing(request, response) };
}

function withExpress(release: Promise<void>): HttpHandler {
  const app = express();
  app.set('env', 'test');
  app.get('/sync', (_request, response) => {
    response.send('sync');
  });
  app.get('/keep', (_request, response) => {
    response.set('connection', 'keep-alive').send('kept');
  });
  app.get('/wait/:id', async (_request, response) => {
    await release;
    response.send('waited');
  });
  app.post('/echo', express.raw({ type: () => true, limit: '1gb' }), (request, response) => {
    response.send(String((request.body as Buffer).length));
  });
  app.get('/busy', () => {
    throw busy();
  });
  app.get('/fail', () => {
    throw new Error('hidden');
  });
  return { listener: app };
}

function withKoa(release: Promise<void>): HttpHandler {
  const app = new Koa();
  app.silent = true;
  const router = new KoaRouter();
  router.get('/sync', (context) => {
    context.body = 'sync';
  });
  router.get('/keep', (context) => {
    context.set('connection', 'keep-alive');
    context.body = 'kept';
  });
  router.get('/wait/:id', async (context) => {
    await release;
    context.body = 'waited';
  });
  router.post('/echo', async (context) => {
    let length = 0;
    for await (const chunk of context.req) length += (chunk as Buffer).length;
    context.body = String(length);
  });
  router.get('/busy', () => {
    throw busy();
  });
  router.get('/fail', () => {
    throw new Error('hidden');
  });
  app.use(koaRoutes()).use(router.routes());
  return { listener: app.callback() };
}

function withHono(release: Promise<void>): HttpHandler {
  const app = new Hono();
  app.use(honoRoutes(routePath));
  app.get('/sync', (c) => c.text('sync'));
  app.get('/keep', (c) => c.text('kept', 200, { connection: 'keep-alive' }));
  app.get('/wait/:id', async (c) => {
    await release;
    return c.text('waited');
  });
  app.post('/echo', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
  app.get('/busy', () => {
    throw busy();
  });
  app.get('/fail', () => {
    throw new Error('hidden');
  });
  app.onError((error) => {
    if (error instanceof BodyTooLargeError) throw error;
    if (error instanceof HttpError) return error.getResponse();
    return new Response('error', { status: 500 });
  });
  return { fetch: (request, bindings) => app.fetch(request, bindings) };
}
