import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type HttpHandler, type UpgradeListener } from '../../../src/http/index.ts';
import { currentScope } from '../../../src/scope.ts';
import { eventually, gate, serve } from '../fixture.ts';

const head = 'GET /chat?token=secret HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
const handshake = `${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

function upgradingBy(upgrade: UpgradeListener): HttpHandler {
  return { listener: (request, response) => response.end(`served ${request.method}`), upgrade };
}

function webSockets(): HttpHandler {
  const sockets = new WebSocketServer({ noServer: true });
  return upgradingBy((request, socket, rest) => sockets.handleUpgrade(request, socket, rest, () => {}));
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

describe('a handshake', () => {
  test('is told when it is over, of a connection that goes on', async () => {
    const spans: unknown[] = [];
    const { url, entries, server } = await serve(webSockets(), {
      instrumentation: {
        start: (request, requestId) => ({ requestId, traceId: `of ${request.url}` }),
        end: (scope, _request, { status }) => spans.push([scope.traceId, status]),
        unserved() {},
        failed() {},
      },
    });
    await open(`${url}/chat?token=secret`);
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ method: 'GET', path: '/chat', status: 101, outcome: 'completed' }]);
    expect(entries[0]?.bytesOut).toBeGreaterThan(100);
    expect(spans).toEqual([['of /chat?token=secret', 101]]);
    expect(server.counts()).toEqual({ requests: 0, connections: 1, streams: 1 });
    expect(server.inFlight()).toEqual(['websocket /chat, 0.0 s']);
  });

  test('that who takes connections over refuses is told by its status', async () => {
    const { connect, entries } = await serve(webSockets());
    expect(await (await connect()).send(`${head}\r\n`).toEnd()).toMatch(/^HTTP\/1.1 400/);
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ path: '/chat', status: 400, outcome: 'completed' }]);
  });

  test('has the scope of its request', async () => {
    const { connect } = await serve(
      upgradingBy((_request, socket) => socket.end(`HTTP/1.1 101 ${currentScope()?.traceId}\r\n\r\n`)),
      {
        instrumentation: {
          start: (_request, requestId) => ({ requestId, traceId: 'mine' }),
          end() {},
          unserved() {},
          failed() {},
        },
      },
    );
    expect(await (await connect()).send(handshake).toEnd()).toContain('101 mine');
  });

  test('that fails is answered with 500, and told of without its query', async () => {
    const { connect, entries, events, server } = await serve(
      upgradingBy(() => Promise.reject(new Error('no'))),
    );
    const client = (await connect()).send(handshake);
    expect(await client.toEnd()).toMatch(/^HTTP\/1.1 500 [^]*connection: close\r\n/i);
    expect(events).toMatchObject([{ type: 'http.error', path: '/chat', error: new Error('no') }]);
    expect(entries).toMatchObject([{ path: '/chat', status: 500, outcome: 'completed' }]);
    await eventually(() => server.counts().connections === 0);
  });

  test('that fails when the connection was taken over closes it', async () => {
    const { connect, events } = await serve(
      upgradingBy(async (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('late');
      }),
    );
    expect(await (await connect()).send(handshake).toEnd()).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    expect(events).toMatchObject([{ type: 'http.error', error: new Error('late') }]);
  });

  test('whose client goes is told as aborted', async () => {
    const { connect, entries, server } = await serve(upgradingBy((_request, socket) => void socket.resume()));
    const client = (await connect()).send(handshake);
    await eventually(() => server.counts().requests === 1);
    expect(server.inFlight()).toEqual(['GET /chat, 0.0 s']);
    client.socket.resetAndDestroy();
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ path: '/chat', status: 0, outcome: 'aborted' }]);
  });

  test('that is refused by the end of its connection is told as cut, by whom it was', async () => {
    const { connect, entries } = await serve(upgradingBy((_request, socket) => socket.destroy()));
    expect(await (await connect()).send(handshake).toEnd()).toBe('');
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ path: '/chat', status: 0, outcome: 'cut' }]);
  });

  test('whose client ends it, which is then destroyed, is told as aborted', async () => {
    const { connect, entries, server } = await serve(
      upgradingBy((_request, socket) => void socket.resume().on('end', () => socket.destroy())),
    );
    const client = (await connect()).send(handshake);
    await eventually(() => server.counts().requests === 1);
    client.socket.end();
    await eventually(() => entries.length === 1);
    expect(entries).toMatchObject([{ status: 0, outcome: 'aborted' }]);
  });

  test('that nobody answers is given up in time', async () => {
    const { connect, entries, server, clock } = await serve(upgradingBy(() => {}));
    const client = (await connect()).send(handshake);
    await eventually(() => server.counts().requests === 1);
    await clock.advance(20_000);
    expect(await client.toEnd()).toBe('');
    await eventually(() => server.counts().connections === 0);
    expect(entries).toMatchObject([{ path: '/chat', status: 0, outcome: 'cut' }]);
  });

  test('that nobody answers does not keep a drain from its end', async () => {
    const { connect, server, clock, finish } = await serve(upgradingBy(() => {}));
    const client = (await connect()).send(handshake);
    await eventually(() => server.counts().requests === 1);
    const { finished } = await finish(10_000);
    await clock.advance(9000);
    expect(await finished).toEqual([]);
    expect(await client.toEnd()).toBe('');
  });

  test('is bounded as any request', async () => {
    const { opened, open: letGo } = gate();
    const { connect, entries, server } = await serve(
      upgradingBy(async (_request, socket) => {
        await opened;
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      }),
      { load: { routes: { 'GET /chat': { maxInFlight: 1 } } } },
    );
    const first = (await connect()).send(handshake);
    await eventually(() => server.counts().requests === 1);
    const second = await (await connect()).send(handshake).toEnd();
    expect(second).toMatch(/^HTTP\/1.1 429 [^]*retry-after: /i);
    expect(second).toMatch(/connection: close\r\n/i);
    const many = `${head}${'a: b\r\n'.repeat(100)}\r\n`;
    expect(await (await connect()).send(many).toEnd()).toMatch(/^HTTP\/1.1 431/);
    letGo();
    expect(await first.toEnd()).toMatch(/^HTTP\/1.1 101/);
    expect(entries.map(({ status }) => status)).toEqual([429, 431, 101]);
  });
});

describe('is served as any other, though there is an `upgrade`, a request', () => {
  test.each([
    ['for another protocol', 'GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n'],
    ['for TLS', 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2\r\n'],
    ['with a body', 'POST / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n'],
  ])('%s', async (_what, text) => {
    const { connect } = await serve(webSockets());
    const client = (await connect()).send(`${text}Host: a\r\n\r\n`);
    if (text.startsWith('POST')) client.send('body');
    expect(await client.until(/served [A-Z]+/)).toMatch(/^HTTP\/1.1 200/);
    // The connection goes on.
    await client.get().until(/served GET/);
  });

  test('that is pipelined behind another', async () => {
    const { connect } = await serve(webSockets());
    const client = (await connect()).send(`GET / HTTP/1.1\r\nHost: a\r\n\r\n${handshake}`);
    await client.until(/served GET[^]*served GET/);
  });
});
