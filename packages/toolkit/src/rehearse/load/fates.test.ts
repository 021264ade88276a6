import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../clock.ts';
import { traceOf, type RequestRecord } from '../requests.ts';
import { getRoot } from '../testing/index.ts';
import { LoadGenerator, RequestColumns, RequestWriter, type LoadAction, type Target } from './index.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<Target> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen on TCP');
  return { pod: 'a', host: '127.0.0.1', port: address.port };
}

const tcp = (onSocket: (socket: Socket) => void) =>
  listening(createTcpServer((socket) => onSocket(socket.on('error', () => {}))));
const http = (listener: RequestListener) => listening(createServer(listener));
const events = (listener: RequestListener) =>
  http((request, response) => {
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    listener(request, response);
  });

/** Applies a load until `enough` requests have ended, and gives their records. */
async function load(
  target: Target | undefined,
  action: Partial<LoadAction> = {},
  { enough = 3, freshPart = 1, begun = 0 } = {},
): Promise<RequestRecord[]> {
  const plan = {
    seed: 1,
    perSecond: 50,
    authority: 'service',
    clients: 1,
    freshPart,
    roundTripMs: 0,
    timeoutMs: 30_000,
    idleTimeoutsMs: [60_000],
    actions: [{ ...getRoot, ...action }],
  };
  const log = new RequestColumns(plan.actions);
  let routed = 0;
  const router = {
    per: 'connection',
    route: () => {
      routed += 1;
      return target;
    },
  } as const;
  const generator = new LoadGenerator({
    plan,
    routers: { http1: router, h2c: router },
    writer: new RequestWriter(log),
    clock: systemClock,
  });
  await vi.waitFor(() => expect([...log].length).toBeGreaterThanOrEqual(enough), { timeout: 20_000 });
  await vi.waitFor(() => expect(routed).toBeGreaterThanOrEqual(begun), { timeout: 20_000 });
  const ended = [...log];
  await generator.stop();
  // What the stop itself ended is asked for by those who have nothing else.
  return enough === 0 || freshPart === 0 ? [...log] : ended;
}

/** What all of the requests have in common. */
async function common(...options: Parameters<typeof load>): Promise<Partial<RequestRecord>> {
  const records = await load(...options);
  const facts = records.map(({ fate, status, pod, retryAfter }) => ({ fate, status, pod, retryAfter }));
  const [first] = facts;
  for (const other of facts) expect(other).toEqual(first);
  return first ?? {};
}

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';

test('a whole answer', async () => {
  const target = await http((_, response) => response.end('hello'));
  expect(await common(target)).toEqual({ fate: 'answered', status: 200, pod: 'a', retryAfter: false });
});

test('one request in ten brings a trace context that tells its id', async () => {
  const traces: (string | undefined)[] = [];
  const target = await http(({ headers }, response) => {
    const { traceparent, b3 } = headers as Readonly<Record<string, string | undefined>>;
    // Who reads B3, as in a mesh, is told the same.
    expect(b3).toBe(traceparent?.replace(/^00-(.*)-01$/, '$1-1'));
    traces.push(traceparent);
    response.end();
  });
  const records = await load(target, {}, { enough: 12 });
  expect(records.every(({ fate }) => fate === 'answered')).toBe(true);
  const headerOf = (id: number) => `00-${traceOf(id)?.traceId}-${traceOf(id)?.spanId}-01`;
  const brought = traces.filter((trace) => trace !== undefined);
  expect(brought).toEqual(expect.arrayContaining([headerOf(0), headerOf(10)]));
  expect(brought.length).toBeLessThan(traces.length / 4);
});

test('an answer of 500 or more, and its Retry-After', async () => {
  const target = await http((_, response) => response.writeHead(503, { 'retry-after': '1' }).end());
  expect(await common(target)).toMatchObject({ fate: 'status', status: 503, retryAfter: true });
});

test('no usable endpoint', async () => {
  expect(await common(undefined)).toMatchObject({ fate: 'refused', status: 0, pod: undefined });
});

test('nobody listens', async () => {
  const target = await http(() => {});
  await new Promise((resolve) => servers[0]?.close(resolve));
  expect(await common(target)).toMatchObject({ fate: 'refused', status: 0, pod: 'a' });
  expect(await common(target, { kind: 'h2c' })).toMatchObject({ fate: 'refused', status: 0 });
  expect(await common(target, { kind: 'websocket' })).toMatchObject({ fate: 'refused', status: 0 });
});

test('reset', async () => {
  const target = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await common(target)).toMatchObject({ fate: 'reset', status: 0 });
  expect(await common(target, { kind: 'h2c' })).toMatchObject({ fate: 'reset', status: 0 });
});

test('closed before the answer', async () => {
  const target = await tcp((socket) => socket.once('data', () => socket.end()));
  expect(await common(target)).toMatchObject({ fate: 'closed', status: 0 });
});

test('closed within the answer', async () => {
  const target = await tcp((socket) => socket.once('data', () => socket.end(`${head}some of it`)));
  expect(await common(target)).toMatchObject({ fate: 'closed', status: 200 });
});

test('a kept connection that closes under a request loses it, and it is not sent again', async () => {
  let requests = 0;
  const target = await tcp((socket) => {
    let isFirst = true;
    socket.on('data', () => {
      requests += 1;
      if (isFirst) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      else socket.end();
      isFirst = false;
    });
  });
  const records = await load(target, {}, { freshPart: 0, enough: 20 });
  const lost = records.filter(({ fate }) => fate !== 'answered');
  expect(lost.length).toBeGreaterThan(0);
  for (const record of lost) expect(record).toMatchObject({ fate: 'closed', status: 0, fresh: false });
  expect(requests).toBe(records.length);
});

test('a kept connection that the peer closed while it was idle is dropped', async () => {
  const target = await tcp((socket) =>
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
  );
  const records = await load(target, {}, { freshPart: 0, enough: 5 });
  for (const record of records) expect(record).toMatchObject({ fate: 'answered', fresh: true });
});

test('an upload is sent over its time', async () => {
  const sizes: number[] = [];
  const target = await http((request, response) => {
    let size = 0;
    request.on('data', (part: Buffer) => (size += part.length));
    request.on('end', () => {
      sizes.push(size);
      response.end();
    });
  });
  const body = 'x'.repeat(100_001);
  const records = await load(target, { kind: 'upload', method: 'POST', body, overMs: 200 });
  for (const { fate, sentAt, endedAt } of records) {
    expect(fate).toBe('answered');
    expect(endedAt - sentAt).toBeGreaterThanOrEqual(100);
  }
  expect(new Set(sizes)).toEqual(new Set([body.length]));
});

test('what is answered before it was sent as a whole leaves a connection that is not used again', async () => {
  const target = await tcp((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
  );
  const upload = { kind: 'upload', method: 'POST', body: 'x'.repeat(100_000), overMs: 60_000 } as const;
  const records = await load(target, upload, { freshPart: 0, enough: 5 });
  for (const record of records) expect(record).toMatchObject({ fate: 'answered', fresh: true });
});

test('an event stream is kept for its time', async () => {
  const target = await events((_, response) => response.write('data: 1\n\n'));
  expect(await common(target, { kind: 'sse', overMs: 50 })).toMatchObject({ fate: 'answered', status: 200 });
});

test('an event stream that the server ends in good order, and one that breaks off', async () => {
  const ending = await events((_, response) => response.end('data: 1\n\n'));
  expect(await common(ending, { kind: 'sse', overMs: 60_000 })).toMatchObject({ fate: 'ended' });
  const breaking = await events((_, response) => {
    response.write('data: 1\n\n', () => response.socket?.end());
  });
  expect(await common(breaking, { kind: 'sse', overMs: 60_000 })).toMatchObject({ fate: 'closed' });
});

test('what is no event stream opened none, even if it goes on', async () => {
  for (const [status, type] of [
    [200, 'text/html'],
    [204, 'text/event-stream'],
    [404, 'text/event-stream'],
  ] as const) {
    const target = await http((_, response) =>
      response.writeHead(status, { 'content-type': type }).flushHeaders(),
    );
    expect(await common(target, { kind: 'sse', overMs: 50 })).toMatchObject({ fate: 'unopened', status });
  }
});

test('streams are ended when the load is', async () => {
  const target = await events((request, response) => {
    if (request.url === '/') response.write('data: 1\n\n');
  });
  const echo = await websockets((socket) => socket.on('message', (text) => socket.send(text)));
  for (const [kind, to] of [
    ['sse', target],
    ['websocket', echo],
  ] as const) {
    const records = await load(to, { kind, overMs: 60_000 }, { enough: 0, begun: 5 });
    expect(records.length).toBeGreaterThan(0);
    for (const record of records) expect(record).toMatchObject({ fate: 'answered' });
  }
});

async function websockets(onSocket: (socket: WebSocket) => void): Promise<Target> {
  const server = createServer();
  new WebSocketServer({ server }).on('connection', onSocket);
  return listening(server);
}

test('a WebSocket that is ended by 1001 or 1012, and by anything else', async () => {
  const websocket = { kind: 'websocket', overMs: 60_000 } as const;
  const closing = (code: number) => websockets((socket) => socket.once('message', () => socket.close(code)));
  expect(await common(await closing(1001), websocket)).toMatchObject({ fate: 'ended', status: 101 });
  expect(await common(await closing(1012), websocket)).toMatchObject({ fate: 'ended', status: 101 });
  expect(await common(await closing(1011), websocket)).toMatchObject({ fate: 'closed', status: 101 });
  const cut = await websockets((socket) => socket.once('message', () => socket.terminate()));
  expect(await common(cut, websocket)).toMatchObject({ fate: 'closed', status: 101 });
  const busy = await http(() => {});
  servers.at(-1)?.on('upgrade', (_, socket: Socket) => socket.end('HTTP/1.1 503 Busy\r\n\r\n'));
  expect(await common(busy, websocket)).toMatchObject({ fate: 'status', status: 503 });
  const plain = await http((_, response) => response.end('hello'));
  expect(await common(plain, websocket)).toMatchObject({ fate: 'unopened', status: 200 });
});

test('h2c: a stream that GOAWAY refuses is lost, one that the server resets too', async () => {
  const answering = createHttp2Server((_, response) => response.end('hello'));
  expect(await common(await listening(answering), { kind: 'h2c' })).toMatchObject({
    fate: 'answered',
    status: 200,
  });
  // SETTINGS, then GOAWAY with 0 as the last stream's id: node's server cannot say that.
  const frames = Buffer.from(`000000040000000000000008070000000000${'00'.repeat(8)}`, 'hex');
  const refusing = await tcp((socket) => socket.once('data', () => socket.write(frames)));
  expect(await common(refusing, { kind: 'h2c' })).toMatchObject({
    fate: 'closed',
    status: 0,
  });
  const resetting = createHttp2Server();
  resetting.on('stream', (stream) => stream.on('error', () => {}).close(2));
  expect(await common(await listening(resetting), { kind: 'h2c' })).toMatchObject({
    fate: 'reset',
    status: 0,
  });
});

test('h2c: a gRPC code decides, be it at the end or in the head; a body holds a message, and Host is the authority', async () => {
  const received: unknown[] = [];
  const server = createHttp2Server();
  server.on('stream', (stream, { ':authority': authority, ':path': path, host }) => {
    stream.on('data', (bytes: Buffer) => received.push({ authority, host, message: bytes.toString('hex') }));
    const head = { ':status': 200, 'content-type': 'application/grpc' };
    if (path === '/in.head/Get') return stream.respond({ ...head, 'grpc-status': 14 }, { endStream: true });
    stream.respond(head, { waitForTrailers: true });
    stream.once('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': path === '/at.end/Get' ? 14 : 0 }),
    );
    stream.end('hello');
  });
  const target = await listening(server);
  const rpc = {
    kind: 'h2c',
    method: 'POST',
    headers: { 'content-type': 'application/grpc', te: 'trailers', host: 'shop.example' },
    body: '\0\0\0\0\0',
  } as const;
  for (const path of ['/in.head/Get', '/at.end/Get'])
    expect(await common(target, { ...rpc, path })).toMatchObject({ fate: 'status', status: 503 });
  expect(await common(target, { ...rpc, path: '/ok/Get' })).toMatchObject({ fate: 'answered', status: 200 });
  expect(received).toContainEqual({ authority: 'shop.example', host: undefined, message: '0000000000' });
});
