import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { RejectionReason } from '../../src/events.ts';
import { queuedBytes } from '../../src/http/connections/queued-bytes.ts';
import { eventually, everythingSentIsRead, gate, serve, type Fixture } from './fixture.ts';

const ok = { listener: (_request: unknown, response: { end(text: string): unknown }) => response.end('ok') };

/** What has been refused so far; it is told once a second. */
async function rejected({ clock, events }: Fixture): Promise<Partial<Record<RejectionReason, number>>> {
  await clock.advance(1_000);
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'http.rejected' ? [[event.reason, event.count]] : [])),
  );
}

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

describe('slow clients', () => {
  test('headers that trickle get 408', async () => {
    // Node's own watch, by the real clock.
    const fixture = await serve(ok, { limits: { headersTimeoutMs: 100 } });
    const client = (await fixture.connect()).send('GET / HTTP/1.1\r\nX: ');
    const trickle = setInterval(() => client.send('x'), 20);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 408/);
    clearInterval(trickle);
    expect(await rejected(fixture)).toEqual({ timeout: 1 });
  });

  test('a body that trickles gets 408', async () => {
    const fixture = await serve({
      listener: async (request, response) => {
        for await (const _chunk of request);
        response.end();
      },
    });
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10000\r\n\r\n');
    await eventually(() => fixture.server.counts().requests === 1);
    for (let second = 0; second < 7; second++) {
      client.send('x'.repeat(100));
      await fixture.clock.advance(1_000);
    }
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 408/);
    expect(await rejected(fixture)).toEqual({ 'slow body': 1 });
  });

  test('a body that comes late, but in its time of grace, is taken', async () => {
    const fixture = await serve({
      listener: async (request, response) => {
        for await (const _chunk of request);
        response.end('whole');
      },
    });
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\n');
    await eventually(() => fixture.server.counts().requests === 1);
    await fixture.clock.advance(5_000);
    client.send('0123456789');
    expect(await client.until(/whole/)).toMatch(/^HTTP\/1.1 200/);
    expect(await rejected(fixture)).toEqual({});
  });

  test('a body at an honest rate may take as long as it likes', async () => {
    let length = 0;
    const fixture = await serve({
      listener: async (request, response) => {
        for await (const chunk of request) length += (chunk as Buffer).length;
        response.end(`got ${length}`);
      },
    });
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 60000\r\n\r\n');
    for (let second = 0; second < 60; second++) {
      client.send('x'.repeat(1_000));
      await eventually(() => length === (second + 1) * 1_000);
      await fixture.clock.advance(1_000);
    }
    await client.until(/got 60000/);
    expect(await rejected(fixture)).toEqual({});
  });

  test('a response that nobody takes is cut', async () => {
    const answering = Promise.withResolvers<Socket>();
    const fixture = await serve({
      listener(request, response) {
        response.end(Buffer.alloc(32e6));
        answering.resolve(request.socket);
      },
    });
    const client = await fixture.connect();
    client.socket.pause();
    client.get();
    const socket = await answering.promise;
    // Until the kernel takes no more of it.
    for (let before = Infinity; queuedBytes(socket) < before; await everythingSentIsRead())
      before = queuedBytes(socket);
    expect(queuedBytes(socket)).toBeGreaterThan(0);
    await fixture.clock.advance(31_000);
    await eventually(() => fixture.entries.length === 1);
    expect(fixture.entries).toMatchObject([{ outcome: 'cut' }]);
    expect(await rejected(fixture)).toEqual({ stalled: 1 });
  });

  test('an idle connection is closed after the advertised time, and not before', async () => {
    const fixture = await serve(ok);
    const [used, again, silent] = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
    for (const each of [used, again]) expect(await each.get().until(/ok/)).toMatch(/keep-alive: timeout=72/i);
    await fixture.clock.advance(72_000);
    await again.get().until(/ok/);
    expect([used.ended, silent.ended]).toEqual([false, false]);
    await fixture.clock.advance(2_000);
    await Promise.all([used.toEnd(), silent.toEnd()]);
    await again.get().until(/ok/);
  });
});

describe('bodies', () => {
  test('that nobody listens to fail for are refused all the same', async () => {
    const fixture = await serve(
      {
        listener: (request, response) => {
          request.resume();
          request.on('end', () => response.end('whole'));
        },
      },
      { limits: { maxBodyBytes: 1_000 } },
    );
    const client = await fixture.connect();
    client.send('POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n');
    client.send(`800\r\n${'x'.repeat(0x800)}\r\n`);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
    expect(await rejected(fixture)).toEqual({ 'body too large': 1 });
  });

  test('declared too large are not asked for by 100 Continue', async () => {
    const { connect } = await serve(ok, { limits: { maxBodyBytes: 1_000 } });
    const head = 'POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length:';
    const refused = (await connect()).send(`${head} 1001\r\n\r\n`);
    expect(await refused.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 413/);
    const taken = (await connect()).send(`${head} 1000\r\n\r\n`);
    expect(await taken.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 100/);
  });
});
