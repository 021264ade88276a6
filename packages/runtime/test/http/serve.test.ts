import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../src/events.ts';
import { serveHttp } from '../../src/http/index.ts';
import { currentScope } from '../../src/scope.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { eventually, serve } from './fixture.ts';

describe('a handler that fails', () => {
  test.each([
    [
      'synchronously',
      () => {
        throw new Error('secret');
      },
    ],
    ['by rejection', () => Promise.reject(new Error('secret'))],
  ])('%s is answered with 500 and told of', async (_how, listener) => {
    const { url, events } = await serve({ listener });
    const response = await fetch(`${url}/broken?x=1`);
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error']);
    expect(events.at(-1)).toMatchObject({
      type: 'http.error',
      method: 'GET',
      path: '/broken',
      requestId: response.headers.get('x-request-id'),
      error: new Error('secret'),
    });
  });

  test('is answered with nothing of what it had prepared but its id', async () => {
    const { url } = await serve({
      listener: (_request, response) => {
        response.setHeaders(
          new Headers({ 'content-length': '100', 'set-cookie': 'a=1', etag: '"1"', 'x-request-id': 'mine' }),
        );
        throw new Error('secret');
      },
    });
    const { headers } = await fetch(url);
    expect(['content-length', 'set-cookie', 'etag'].filter((name) => headers.has(name))).toEqual([]);
    expect(headers.get('x-request-id')).toBe('mine');
  });

  test('after its headers leaves no half answer for a whole one', async () => {
    const { url } = await serve({
      listener: async (_request, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('part');
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('late');
      },
    });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  test('because its client has gone is no error', async () => {
    const failed = Promise.withResolvers<unknown>();
    const { connect, events, entries, server } = await serve({
      async listener(request) {
        try {
          for await (const _chunk of request);
        } catch (error) {
          failed.resolve(error);
          throw error;
        }
      },
    });
    const client = (await connect()).send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n');
    await eventually(() => server.counts().requests === 1);
    client.socket.destroy();
    await eventually(() => entries.length === 1);
    expect(await failed.promise).toBeInstanceOf(Error);
    // The server has heard of it by then.
    await new Promise(setImmediate);
    expect(events).toEqual([]);
  });
});

describe('request ids', () => {
  test('are the scope of the handler and of what it calls', async () => {
    const { url } = await serve({
      listener: async (_request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        response.end(currentScope()?.requestId);
      },
    });
    const response = await fetch(url);
    expect(await response.text()).toBe(response.headers.get('x-request-id'));
  });

  test.each(['a b', 'x'.repeat(129), '"quoted"', 'ünsafe'])('of bad form (%s) are replaced', async (id) => {
    const { connect } = await serve({ listener: (_request, response) => response.end('ok') });
    const client = (await connect()).send(`GET / HTTP/1.1\r\nHost: test\r\nX-Request-Id: ${id}\r\n\r\n`);
    expect(await client.until(/ok/)).toMatch(/x-request-id: [\da-f]{32}\r\n/);
  });

  test('of the handler are left alone', async () => {
    const { url } = await serve({
      listener: (request, response) => {
        if (request.url === '/set') response.setHeader('X-Request-Id', 'mine');
        response.writeHead(200, request.url === '/set' ? {} : { 'X-Request-Id': 'mine' }).end();
      },
    });
    expect((await fetch(`${url}/set`)).headers.get('x-request-id')).toBe('mine');
    expect((await fetch(`${url}/given`)).headers.get('x-request-id')).toBe('mine');
  });
});

test('instrumentation sees each request from start to end, and sets its scope', async () => {
  const seen: unknown[] = [];
  const broken = new Error('broken');
  const { url } = await serve(
    {
      async listener(request, response) {
        if (request.url === '/broken') throw await Promise.resolve(broken);
        response.writeHead(201).end(currentScope()?.traceId);
      },
    },
    {
      instrumentation: {
        start: (request, requestId) => ({ requestId, traceId: `trace of ${request.url}` }),
        end: (scope, _request, entry) => seen.push([scope.traceId, entry.status, entry.outcome]),
        failed: (scope, error) => seen.push([scope.traceId, error]),
        unserved: () => seen.push('unserved'),
      },
    },
  );
  expect(await (await fetch(`${url}/x`)).text()).toBe('trace of /x');
  await eventually(() => seen.length === 1);
  expect(seen).toEqual([['trace of /x', 201, 'completed']]);
  expect((await fetch(`${url}/broken`)).status).toBe(500);
  await eventually(() => seen.length === 3);
  expect(seen.slice(1)).toEqual([
    ['trace of /broken', broken],
    ['trace of /broken', 500, 'completed'],
  ]);
});

describe('fetch handlers', () => {
  test('stream, set several cookies, and answer HEAD and 204 without a body', async () => {
    const { url } = await serve({
      fetch(request) {
        const { pathname } = new URL(request.url);
        if (pathname === '/empty') return new Response(null, { status: 204 });
        const headers = new Headers([
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ]);
        return new Response(ReadableStream.from(['one ', 'two']).pipeThrough(new TextEncoderStream()), {
          headers,
        });
      },
    });
    const streamed = await fetch(url);
    expect([await streamed.text(), streamed.headers.getSetCookie()]).toEqual(['one two', ['a=1', 'b=2']]);
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('');
    expect((await fetch(`${url}/empty`)).status).toBe(204);
  });

  test('learn that the client has gone', async () => {
    let gone = false;
    const { connect, server } = await serve({
      fetch: ({ signal }) =>
        new Promise<Response>((resolve) => {
          signal.addEventListener('abort', () => {
            gone = true;
            resolve(new Response());
          });
        }),
    });
    const client = (await connect()).get();
    await eventually(() => server.counts().requests === 1);
    client.socket.destroy();
    await eventually(() => gone);
  });

  test.each([
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a/../b?\r\n\r\n'],
    ['an absolute target whose host is none', 'GET http://a@b/ HTTP/1.1\r\nHost: test\r\n\r\n'],
    ['a target that is neither', 'GET ftp://a/ HTTP/1.1\r\nHost: test\r\n\r\n'],
  ])('never see %s', async (_name, text) => {
    const { connect } = await serve({ fetch: (request) => new Response(request.url) });
    expect(await (await connect()).send(text).until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 400/);
  });
});

test.each([
  ['an absolute target', 'GET http://other:81/a?b HTTP/1.1\r\nHost: test\r\n\r\n', 'http://other:81/a?b'],
  ['the server itself', 'OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n', 'http://test/*'],
  ['HTTP/1.0 without a host', 'GET /a?b HTTP/1.0\r\n\r\n', 'http://127.0.0.1:0/a?b'],
])('%s is served', async (_name, text, url) => {
  const { connect, server, entries } = await serve({ fetch: (request) => new Response(`<${request.url}>`) });
  const answer = await (await connect()).send(text).until(/>/);
  expect(answer).toMatch(/^HTTP\/1.1 200/);
  expect(answer).toContain(`<${url.replace(':0/', `:${server.port}/`)}>`);
  await eventually(() => entries.length === 1);
  expect(entries).toMatchObject([{ path: text.startsWith('OPTIONS') ? '*' : '/a' }]);
});

test('what holds for a route holds for an absolute target too', async () => {
  const { connect } = await serve(
    { listener: (_request, response) => response.end('ok') },
    { bodies: { 'POST /small': { maxBytes: 10 } } },
  );
  const text = 'POST http://test/small HTTP/1.1\r\nHost: test\r\nContent-Length: 11\r\n\r\n';
  expect(await (await connect()).send(text).until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
});

describe('a port', () => {
  const options = {
    handler: { listener: () => {} },
    host: '127.0.0.1',
    bus: new EventBus(),
    clock: new VirtualClock(),
  };

  test('that is taken is named', async () => {
    const { server } = await serve(options.handler);
    await expect(serveHttp({ ...options, port: server.port })).rejects.toMatchObject({
      code: 'SW_PORT_IN_USE',
      message: expect.stringContaining(String(server.port)),
    });
  });

  test('that may not be bound is named', async () => {
    const probe = createServer();
    onTestFinished(() => {
      probe.close();
    });
    const denied = await new Promise<boolean>((resolve) => {
      probe.on('error', () => resolve(true)).listen(81, '127.0.0.1', () => resolve(false));
    });
    // Root, and containers that lower the bound, may bind it.
    if (denied)
      await expect(serveHttp({ ...options, port: 81 })).rejects.toMatchObject({ code: 'SW_PORT_DENIED' });
  });
});
