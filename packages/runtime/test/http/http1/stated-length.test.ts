import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { eventually, gate, serve } from '../fixture.ts';

const answer = (length: number, body: string) => (_request: IncomingMessage, response: ServerResponse) => {
  response.setHeader('content-length', length);
  response.write(body.slice(0, 2));
  response.end(body.slice(2));
};

const told = { type: 'http.error', path: '/', error: { code: 'SW_RESPONSE_LENGTH' } };

describe('a body of another length than its Content-Length states', () => {
  test.each([
    ['shorter', 10, 'abc'],
    // As where characters are counted.
    ['longer', 3, 'äöü'],
  ])('%s: the connection ends behind it, and it is told', async (_what, length, body) => {
    const { connect, events, entries } = await serve({ listener: answer(length, body) });
    const client = (await connect()).get();
    expect(await client.toEnd()).toMatch(/\r\n\r\n\S+$/);
    expect(client.error).toBeUndefined();
    expect(events).toMatchObject([told]);
    expect(entries).toMatchObject([{ status: 200, outcome: 'cut' }]);
  });

  test('no pipelined answer comes behind it', async () => {
    const { opened, open } = gate();
    const { connect, server, entries } = await serve({
      listener: async (request, response) => {
        if (request.url === '/next') return void response.end('next');
        await opened;
        answer(10, 'abc')(request, response);
      },
    });
    const client = (await connect()).get().get('/next');
    await eventually(() => server.counts().requests === 2);
    open();
    expect(await client.toEnd()).not.toContain('next');
    await eventually(() => server.counts().connections === 0);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['cut', 'aborted']);
  });
});

describe('a body of the stated length', () => {
  const head = 'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n';
  test.each<[string, string, (response: ServerResponse) => void]>([
    ['plain', '', () => {}],
    ['behind 100 Continue', 'Expect: 100-continue\r\n', () => {}],
    ['behind early hints', '', (response) => response.writeEarlyHints({ link: '</style>; rel=preload' })],
    ['behind a head that is not ASCII', '', (response) => response.setHeader('x-name', 'ä')],
  ])('%s: keeps its connection', async (_what, field, prepare) => {
    const { connect, events } = await serve({
      listener(request, response) {
        prepare(response);
        answer(6, 'äöü')(request, response);
      },
    });
    const client = await connect();
    // The second waits until the first was sent.
    client.send(`${head}${field}\r\n`.repeat(2));
    for (let got = 0; got < 2; got++) await client.until(/200 OK[^]*?\r\n\r\n\xc3\xa4\xc3\xb6\xc3\xbc/);
    await client.get().until(/\xc3\xbc/);
    expect(events).toEqual([]);
  });

  test('has none with HEAD and 304', async () => {
    const { connect, events } = await serve({
      listener({ url }, response) {
        response.writeHead(url === '/' ? 304 : 200, { 'content-length': 10 });
        response.end();
      },
    });
    const client = (await connect()).get();
    await client.until(/304[^]*\r\n\r\n/);
    await client.send('HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n').until(/200[^]*\r\n\r\n/);
    await client.get().until(/304[^]*\r\n\r\n/);
    expect(events).toEqual([]);
  });

  test('is no fault where its client has gone, and its handler goes on', async () => {
    const { opened, open } = gate();
    const handled = gate();
    const { connect, entries, events } = await serve({
      async listener(_request, response) {
        response.setHeader('content-length', 6);
        response.write('abc');
        await opened;
        response.write('def');
        response.end(handled.open);
      },
    });
    const client = (await connect()).get();
    await client.until(/abc/);
    client.socket.destroy();
    await eventually(() => entries.length === 1);
    open();
    await handled.opened;
    expect(entries).toMatchObject([{ outcome: 'aborted' }]);
    expect(events).toEqual([]);
  });

  test('is no fault where its client goes in the middle, or is cut', async () => {
    const fixture = await serve({ listener: answer(32 << 20, ' '.repeat(32 << 20)) });
    const clients = [(await fixture.connect()).get(), (await fixture.connect()).get()];
    for (const client of clients) await client.until(/200/);
    clients[0]?.socket.destroy();
    clients[1]?.socket.pause();
    await eventually(() => fixture.server.counts().connections === 1);
    const { finished } = await fixture.finish(1_000);
    await fixture.clock.advance(1_000);
    await finished;
    expect(fixture.entries).toMatchObject([{ outcome: 'aborted' }, { outcome: 'cut' }]);
    expect(fixture.events.filter(({ type }) => type === 'http.error')).toEqual([]);
  });
});
