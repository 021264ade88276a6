import { once } from 'node:events';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { streamJson, type HttpHandler } from '../../../src/http/index.ts';
import { eventually, gate, serve, type Fixture } from '../fixture.ts';
import { request, session } from '../http2-client.ts';

const error = new Error('the cursor is gone');

/** Gives so many parts, a turn of the event loop between them, and fails. */
async function* failing(parts: number, part: unknown = 'x'.repeat(1_000)): AsyncGenerator {
  for (let given = 0; given < parts; given++) {
    yield part;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw error;
}

/** As in h3: a response whose body is a stream of node's. */
function prepared(body: Readable): Response {
  const response = new Response();
  const _toNodeResponse = () => ({ status: 200, statusText: '', headers: [], body });
  return Object.assign(response, { _toNodeResponse });
}

const handlers: Record<string, HttpHandler> = {
  'a fetch handler’s body': {
    fetch: () => new Response(ReadableStream.from(failing(3)).pipeThrough(new TextEncoderStream())),
  },
  'a fetch handler’s stream of node’s': { fetch: () => prepared(Readable.from(failing(3))) },
  'an array that is streamed': {
    listener: async (_request, response) => {
      await streamJson(response, failing(100));
    },
  },
  'a pipeline': { listener: (_request, response) => pipeline(failing(3), response) },
};

/** Whether its answer came to an end. */
const isWhole: Record<string, (url: string) => Promise<boolean>> = {
  'HTTP/1.1': (url) =>
    fetch(url)
      .then((response) => response.text())
      .then(
        () => true,
        () => false,
      ),
  'HTTP/2': (url) =>
    request(url, { ':path': '/' }).then(
      () => true,
      () => false,
    ),
};

const errorsOf = ({ events }: Fixture) => events.filter(({ type }) => type === 'http.error');

describe.each(Object.entries(isWhole))('over %s', (_protocol, ask) => {
  test.each(Object.entries(handlers))(
    '%s that fails in its middle is told, and cut',
    async (_what, handler) => {
      const fixture = await serve(handler);
      expect(await ask(fixture.url)).toBe(false);
      await eventually(() => fixture.entries.length === 1);
      expect(fixture.entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
      await eventually(() => errorsOf(fixture).length > 0);
      expect(errorsOf(fixture)).toMatchObject([{ error, path: '/' }]);
    },
  );

  test('an answer that its handler destroys in its middle is cut', async () => {
    const fixture = await serve({
      listener: (_request, response) => {
        response.write('half');
        setImmediate(() => response.destroy());
      },
    });
    expect(await ask(fixture.url)).toBe(false);
    await eventually(() => fixture.entries.length === 1);
    expect(fixture.entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
  });

  test.each([
    ['whole, where it is short', 10, true],
    ['cut, where its client has no room for all of it', 20e6, false],
  ])('an answer that is destroyed behind its end is %s', async (_what, length, whole) => {
    const fixture = await serve({
      listener: (_request, response) => {
        response.end('x'.repeat(length));
        response.destroy();
      },
    });
    expect(await ask(fixture.url)).toBe(whole);
  });
});

test('an answer that express cannot go on with, for an error behind its head, is cut', async () => {
  const app = express().set('env', 'test');
  app.get('/', (_request, response, next) => {
    response.write('half');
    setImmediate(() => next(error));
  });
  const fixture = await serve({ listener: app }, { http2: false });
  expect(await isWhole['HTTP/1.1']?.(fixture.url)).toBe(false);
  await eventually(() => fixture.entries.length === 1);
  expect(fixture.entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
});

test('an answer that the end of the server cuts is no fault of its handler', async () => {
  const handled = gate();
  const fixture = await serve({
    listener: (_request, response) => {
      response.on('close', () => setImmediate(handled.open));
      const half = new Readable({ read() {} });
      half.push('half');
      return pipeline(half, response);
    },
  });
  const client = (await fixture.connect()).get();
  await client.until(/half/);
  await fixture.server[Symbol.asyncDispose]();
  await handled.opened;
  expect(fixture.entries).toMatchObject([{ outcome: 'cut' }]);
  expect(errorsOf(fixture)).toEqual([]);
});

test('a stream that fails before its first part is answered with 500', async () => {
  const fixture = await serve({
    fetch: () => new Response(new ReadableStream({ start: (controller) => controller.error(error) })),
  });
  expect((await fetch(fixture.url)).status).toBe(500);
  await eventually(() => fixture.entries.length === 1);
  expect(fixture.entries).toMatchObject([{ status: 500, outcome: 'completed' }]);
  expect(errorsOf(fixture)).toMatchObject([{ error }]);
});

test('a stream whose part is none is told, and answered with 500 where it is the first', async () => {
  const of = (...parts: unknown[]) => new Response(ReadableStream.from(parts) as ReadableStream<Uint8Array>);
  const fixture = await serve({
    fetch: ({ url }) => (url.endsWith('/first') ? of({}) : of(Buffer.from('a'), Buffer.from('b'), {})),
  });
  expect((await fetch(`${fixture.url}/first`)).status).toBe(500);
  await expect(fetch(`${fixture.url}/third`).then((response) => response.text())).rejects.toThrow();
  await eventually(() => errorsOf(fixture).length === 2);
  await eventually(() => fixture.entries.length === 2);
  expect(fixture.entries.map(({ outcome }) => outcome)).toEqual(['completed', 'cut']);
});

describe('a client that goes in the middle', () => {
  const endless = (cancel: () => void) =>
    new ReadableStream({
      cancel,
      async pull(controller) {
        await new Promise((resolve) => setImmediate(resolve));
        controller.enqueue(Buffer.alloc(100));
      },
    });

  test('ends the source of a body, and is told as aborted', async () => {
    let cancelled = 0;
    const fixture = await serve({
      fetch: ({ url }) => {
        const { pathname } = new URL(url);
        const cancel = () => void cancelled++;
        if (pathname === '/silent') return new Response(new ReadableStream({ cancel }));
        return new Response(endless(cancel));
      },
    });
    for (const path of ['/', '/silent']) {
      const client = (await fixture.connect()).get(path);
      if (path === '/') await client.until(/\0{100}/);
      else await eventually(() => fixture.server.counts().requests === 1);
      client.socket.destroy();
      await eventually(() => fixture.server.counts().requests === 0);
      const stream = session(fixture.url).request({ ':path': path });
      stream.on('error', () => {});
      await eventually(() => fixture.server.counts().requests === 1);
      stream.close(8);
      await eventually(() => fixture.server.counts().requests === 0);
    }
    await eventually(() => cancelled === 4);
    expect(fixture.entries.map(({ outcome }) => outcome)).toEqual(Array(4).fill('aborted'));
    expect(fixture.events).toEqual([]);
  });

  test('before its answer is made ends the source of that too', async () => {
    const gone = gate();
    let cancelled = 0;
    const fixture = await serve({
      async fetch() {
        await gone.opened;
        return new Response(endless(() => cancelled++));
      },
    });
    const client = (await fixture.connect()).get();
    await eventually(() => fixture.server.counts().requests === 1);
    client.socket.destroy();
    await eventually(() => fixture.server.counts().requests === 0);
    gone.open();
    await eventually(() => cancelled === 1);
    expect(fixture.events).toEqual([]);
  });

  test('of its own body, which a pipeline answers with, is told as aborted', async () => {
    const fixture = await serve({
      listener: (incoming, response) =>
        pipeline(incoming, new Transform({ transform: (c, _e, d) => d(null, c) }), response),
    });
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
    await client.until(/half/);
    client.socket.destroy();
    const stream = session(fixture.url).request({ ':path': '/', ':method': 'POST' });
    stream.on('error', () => {});
    stream.write('half');
    await new Promise((resolve) => stream.once('data', resolve));
    stream.close(8);
    await eventually(() => fixture.entries.length === 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(fixture.entries.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
    expect(fixture.events).toEqual([]);
  });
});

describe('a fetch handler', () => {
  test.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a text', () => 'hello'],
    ['an error', () => Response.error()],
    [
      'a response that was read',
      async () => {
        const response = new Response('abc');
        await response.text();
        return response;
      },
    ],
    [
      'a response that is being read',
      () => {
        const response = new Response('abc');
        response.body?.getReader();
        return response;
      },
    ],
  ])('that answers with %s gets 500, and is told why', async (_what, answer) => {
    const fixture = await serve({ fetch: answer as () => Response });
    expect((await fetch(fixture.url)).status).toBe(500);
    expect((await request(fixture.url, { ':path': '/' })).status).toBe(500);
    const each = { error: { code: 'SW_NO_RESPONSE' } };
    expect(errorsOf(fixture)).toMatchObject([each, each]);
    await eventually(() => fixture.entries.length === 2);
    const entry = { status: 500, outcome: 'completed' };
    expect(fixture.entries).toMatchObject([entry, entry]);
  });

  test('passes the answer of another server on, over HTTP/2 too', async () => {
    const upstream = await serve({
      listener(_request, response) {
        response.write('in ');
        setImmediate(() => response.end('parts'));
      },
    });
    const gateway = await serve({ fetch: () => fetch(upstream.url) });
    const { status, body, headers } = await request(gateway.url, { ':path': '/' });
    expect({ status, body }).toEqual({ status: 200, body: 'in parts' });
    expect(headers['keep-alive']).toBeUndefined();
    expect(await (await fetch(gateway.url)).text()).toBe('in parts');
    expect(errorsOf(gateway)).toEqual([]);
  });

  test('whose body is whole tells its length', async () => {
    const { connect } = await serve({
      fetch({ url }) {
        const { pathname } = new URL(url);
        if (pathname === '/json') return Response.json({ a: 'é' });
        if (pathname === '/redirect') return Response.redirect('http://other/');
        if (pathname === '/empty') return new Response('');
        if (pathname === '/none') return new Response(null, { status: 204 });
        if (pathname === '/own') return new Response('abc', { headers: { 'content-length': '3' } });
        return new Response(ReadableStream.from(['a', 'b']).pipeThrough(new TextEncoderStream()));
      },
    });
    const client = await connect();
    const answer = async (path: string, end: RegExp) => (await client.get(path).until(end)).toLowerCase();
    expect(await answer('/json', /\}/)).toContain('content-length: 10\r\n');
    expect(await answer('/redirect', /\r\n\r\n/)).toContain('content-length: 0\r\n');
    expect(await answer('/empty', /\r\n\r\n/)).toContain('content-length: 0\r\n');
    expect(await answer('/own', /abc/)).toMatch(/content-length: 3\r\n(?![^]*content-length)/);
    expect(await answer('/none', /\r\n\r\n/)).not.toMatch(/content-length|transfer-encoding/);
    expect(await answer('/parts', /0\r\n\r\n/)).toContain('transfer-encoding: chunked\r\n');
  });
});

test('the head of a stream goes before its first part, by either protocol', async () => {
  const fixture = await serve({
    fetch: () => new Response(new ReadableStream({}), { headers: { 'content-type': 'text/event-stream' } }),
  });
  expect(await (await fixture.connect()).get().until(/\r\n\r\n/)).toMatch(
    /^HTTP\/1.1 200 [^]*text\/event-stream/i,
  );
  const stream = session(fixture.url).request({ ':path': '/' });
  stream.on('error', () => {});
  const [head] = (await once(stream, 'response')) as [{ ':status': number }];
  expect(head[':status']).toBe(200);
  stream.close();
});
