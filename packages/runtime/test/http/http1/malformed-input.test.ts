import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { eventually, everythingSentIsRead, gate, rejected, serve } from '../fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

describe('malformed input', () => {
  test.each([
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400, 'malformed'],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: test\r\nBad Header: x\r\n\r\n', 400, 'malformed'],
    [
      'two lengths (request smuggling)',
      'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed',
    ],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nHost: test\r\nLong: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers too large',
    ],
    [
      'too many headers',
      `GET / HTTP/1.1\r\nHost: test\r\n${'a: b\r\n'.repeat(101)}\r\n`,
      431,
      'headers too large',
    ],
  ] as const)('%s', async (_name, text, status, reason) => {
    const fixture = await serve(ok);
    const client = await fixture.connect();
    const answer = await client.send(text).until(/\r\n\r\n/);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    expect(answer).toMatch(/connection: close/i);
    await client.toEnd();
    expect(client.error).toBeUndefined();
    expect(await rejected(fixture)).toEqual({ [reason]: 1 });
    expect((await fetch(fixture.url)).status).toBe(200);
  });

  test('no header is dropped of as many as are let in', async () => {
    const headers = (request: IncomingMessage, response: ServerResponse) =>
      response.end(`got ${request.rawHeaders.length / 2}`);
    const asMany = (count: number) => `GET / HTTP/1.1\r\nHost: test\r\n${'a: b\r\n'.repeat(count - 1)}\r\n`;
    const fixture = await serve({ listener: headers });
    await (await fixture.connect()).send(asMany(100)).until(/got 100$/);
    // More than node lets through by itself.
    const more = await serve({ listener: headers }, { limits: { maxHeaders: 1_500 } });
    await (await more.connect()).send(asMany(1_500)).until(/got 1500$/);
  });

  test('behind a good request leaves its answer alone', async () => {
    const { opened, open } = gate();
    const fixture = await serve({
      listener: async (_request, response) => {
        await opened;
        response.end('good');
      },
    });
    const client = await fixture.connect();
    client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\nrubbish\r\n\r\n');
    await eventually(() => fixture.server.counts().requests === 1);
    expect(await rejected(fixture)).toEqual({ malformed: 1 });
    open();
    const answer = await client.until(/good/);
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(answer).toMatch(/connection: close/i);
    await client.toEnd();
  });

  test('within a body ends the request', async () => {
    const fixture = await serve({
      listener: async (request, response) => {
        for await (const _chunk of request);
        response.end('whole');
      },
    });
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 400/);
    await client.toEnd();
    await eventually(() => fixture.entries.length === 1);
    expect(fixture.entries).toMatchObject([{ outcome: 'cut' }]);
    expect(fixture.server.counts().requests).toBe(0);
  });

  test.each([
    ['malformed', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['slow body', 'Content-Length: 10000\r\n\r\nx', 408],
  ])('within a pipelined body leaves earlier answers alone: %s', async (reason, text, status) => {
    const { opened, open } = gate();
    const fixture = await serve({
      listener: async (request, response) => {
        for await (const _chunk of request);
        await opened;
        response.end('good');
      },
    });
    const client = await fixture.connect();
    client.send(`GET / HTTP/1.1\r\nHost: test\r\n\r\nPOST / HTTP/1.1\r\nHost: test\r\n${text}`);
    await eventually(() => fixture.server.counts().requests === 2);
    for (let second = 0; second < 10; second++) await fixture.clock.advance(1_000);
    open();
    expect(await client.until(/good/)).toMatch(/^HTTP\/1.1 200/);
    const answer = await client.toEnd();
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    expect(answer).toMatch(/connection: close/i);
    expect(client.error).toBeUndefined();
    expect(fixture.entries).toMatchObject([{ outcome: 'completed' }, { outcome: 'cut', status }]);
    expect(await rejected(fixture)).toEqual({ [reason]: 1 });
  });

  test('within a pipelined body is answered though the handler answers later, too', async () => {
    const { opened, open } = gate();
    const handlers: (() => void)[] = [];
    const fixture = await serve({
      listener(request, response) {
        if (request.method === 'GET') return void opened.then(() => response.end('good'));
        // Called by a timer, say: nobody catches what it throws.
        handlers.push(() => {
          response.setHeader('x-late', '1').writeHead(200, { 'content-type': 'text/plain' });
          response.write('late', () => handlers.push(() => {}));
          response.end('later');
        });
        request.resume();
      },
    });
    const client = await fixture.connect();
    const bad = 'POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
    client.send(`GET / HTTP/1.1\r\nHost: test\r\n\r\n${bad}`);
    await eventually(() => handlers.length === 1);
    expect(await rejected(fixture)).toEqual({ malformed: 1 });
    handlers[0]?.();
    await eventually(() => handlers.length === 2);
    open();
    await client.until(/good/);
    const answer = await client.toEnd();
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(answer).not.toMatch(/late/);
  });

  test('counts once, however much comes behind it while answers are still to come', async () => {
    const { opened, open } = gate();
    const fixture = await serve({
      listener: (_request, response) => void opened.then(() => response.end('good')),
    });
    const client = (await fixture.connect()).get('/first');
    await eventually(() => fixture.server.counts().requests === 1);
    for (let part = 0; part < 3; part++) {
      client.send('rubbish\r\n\r\n');
      await everythingSentIsRead();
    }
    expect(await rejected(fixture)).toEqual({ malformed: 1 });
    open();
    expect(await client.toEnd()).toMatch(/good/);
  });

  test('a flood is told in one event', async () => {
    const fixture = await serve(ok);
    await Promise.all(
      Array.from({ length: 50 }, async () => (await fixture.connect()).send('rubbish\r\n\r\n').toEnd()),
    );
    expect(await rejected(fixture)).toEqual({ malformed: 50 });
    expect(fixture.events.filter(({ type }) => type === 'http.rejected')).toHaveLength(1);
  });

  test('a client that vanishes is no fault', async () => {
    const fixture = await serve({ listener: () => {} });
    const client = (await fixture.connect()).get('/left');
    await eventually(() => fixture.server.counts().requests === 1);
    client.socket.resetAndDestroy();
    await eventually(() => fixture.entries.length === 1);
    expect(fixture.entries).toMatchObject([{ path: '/left', outcome: 'aborted', status: 0 }]);
    expect(await rejected(fixture)).toEqual({});
  });
});
