import { createHash } from 'node:crypto';
import { createServer, get, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { EventEmitter, once } from 'node:events';
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from './listen.ts';
import { attributesOf } from './official-otlp.ts';
import { startTraced } from './traced.ts';

let downstream: Awaited<ReturnType<typeof listen>>;
let received: IncomingHttpHeaders[];
const arrivals = new EventEmitter();

beforeAll(async () => {
  received = [];
  downstream = await listen(
    createServer((incoming, response) => {
      received.push(incoming.headers);
      if (incoming.url?.startsWith('/reset')) return incoming.socket.destroy();
      if (incoming.url?.startsWith('/silent')) return arrivals.emit('silent');
      if (incoming.url?.startsWith('/part')) return response.write('pa');
      if (incoming.url?.startsWith('/cut')) return response.write('cu', () => incoming.socket.destroy());
      response.statusCode = incoming.url?.startsWith('/missing') ? 404 : 200;
      response.end('body');
    }),
  );
});
afterAll(() => downstream.close());

const clients: [string, (url: string, headers?: Record<string, string>) => Promise<unknown>][] = [
  ['fetch', async (url, headers = {}) => (await fetch(url, { headers })).text()],
  ['undici', async (url, headers = {}) => (await undiciRequest(url, { headers })).body.text()],
  [
    'node:http',
    async (url, headers = {}) => {
      const [response] = await once(get(url, { headers }), 'response');
      return text(response);
    },
  ],
];

describe.each(clients)('%s', (_, ask) => {
  test('carries the trace on, and is told as a client span', async () => {
    await using traced = await startTraced();
    const { traceId, spanId } = await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
      await ask(`${downstream.url}/path?a=1&token=x`);
      parent.end();
      return parent.spanContext();
    });
    await traced.flush();
    const span = traced.collector.span('GET');
    expect(span).toMatchObject({ kind: 3, traceId, parentSpanId: spanId });
    expect(received.at(-1)?.traceparent).toBe(`00-${traceId}-${span.spanId}-03`);
    expect(attributesOf(span)).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'server.port': String(downstream.port),
      'url.full': `${downstream.url}/path?a=1&token=REDACTED`,
      'http.response.status_code': '200',
    });
    expect(span).not.toHaveProperty('status');
    expect(traced.clientRequests).toEqual([
      {
        method: 'GET',
        address: '127.0.0.1',
        port: downstream.port,
        status: 200,
        seconds: expect.any(Number),
        traceId,
        spanId: span.spanId,
      },
    ]);
  });

  test('tells a client error and a broken connection', async () => {
    await using traced = await startTraced();
    await ask(`${downstream.url}/missing`);
    await expect(ask(`${downstream.url}/reset`)).rejects.toThrow(/./);
    await traced.flush();
    const [missing, reset] = traced.collector.spans();
    expect(missing).toMatchObject({ status: { code: SpanStatusCode.ERROR } });
    expect(missing && attributesOf(missing)).toMatchObject({
      'http.response.status_code': '404',
      'error.type': '404',
    });
    expect(reset).toMatchObject({ status: { code: SpanStatusCode.ERROR } });
    expect(reset && attributesOf(reset)['error.type']).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/);
    expect(traced.clientRequests.map(({ status, error }) => status ?? error)).toEqual([
      404,
      expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
    ]);
  });

  test('tells an answer that breaks off as failed', async () => {
    await using traced = await startTraced();
    await expect(ask(`${downstream.url}/cut`)).rejects.toThrow(/./);
    await traced.flush();
    const span = traced.collector.span('GET');
    expect(span).toMatchObject({ status: { code: SpanStatusCode.ERROR } });
    const type = expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/);
    expect(attributesOf(span)).toMatchObject({ 'http.response.status_code': '200', 'error.type': type });
    expect(traced.clientRequests).toMatchObject([{ status: 200, error: type }]);
  });

  test('carries an unsampled trace on, and records nothing', async () => {
    await using traced = await startTraced({ env: { OTEL_TRACES_SAMPLER: 'always_off' } });
    await ask(downstream.url);
    await traced.flush();
    expect(received.at(-1)?.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-02$/);
    expect(traced.collector.requests).toEqual([]);
    expect(traced.clientRequests).toHaveLength(1);
    expect(traced.clientRequests[0]).not.toHaveProperty('traceId');
  });

  test('carries baggage on beside what the caller has set', async () => {
    await using traced = await startTraced();
    const baggage = propagation.createBaggage({ k: { value: 'v' } });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      ask(downstream.url, { baggage: 'mine=1' }),
    );
    await traced.flush();
    expect(received.at(-1)?.['baggage']?.toString().split(/, ?/)).toEqual(['mine=1', 'k=v']);
  });

  test('measures, and leaves alone, what carries a trace by somebody else', async () => {
    await using traced = await startTraced();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await ask(downstream.url, { traceparent });
    await traced.flush();
    expect(received.at(-1)?.traceparent).toBe(traceparent);
    expect(traced.collector.spans()).toEqual([]);
    expect(traced.clientRequests).toMatchObject([{ method: 'GET', port: downstream.port, status: 200 }]);
    expect(traced.clientRequests[0]).not.toHaveProperty('traceId');
  });

  test('carries a trace on as B3 where that is asked for, but for one that is there by hand', async () => {
    await using traced = await startTraced({ env: { OTEL_PROPAGATORS: 'b3multi' } });
    await ask(downstream.url);
    await ask(downstream.url, { 'X-B3-TraceId': 'a'.repeat(32), 'X-B3-SpanId': 'b'.repeat(16) });
    await traced.flush();
    const [span, ...others] = traced.collector.spans();
    expect(others).toEqual([]);
    expect(received.at(-2)).toMatchObject({
      'x-b3-traceid': span?.traceId,
      'x-b3-spanid': span?.spanId,
      'x-b3-sampled': '1',
    });
    expect(received.at(-2)).not.toHaveProperty('traceparent');
    expect(received.at(-1)).toMatchObject({ 'x-b3-traceid': 'a'.repeat(32), 'x-b3-spanid': 'b'.repeat(16) });
    expect(received.at(-1)).not.toHaveProperty('x-b3-sampled');
  });
});

test('a request that takes too long, or is not wanted any more, is told by the name of that', async () => {
  await using traced = await startTraced();
  for (const name of ['TimeoutError', 'AbortError']) {
    const leaving = new AbortController();
    const answered = fetch(`${downstream.url}/silent`, { signal: leaving.signal });
    await once(arrivals, 'silent');
    leaving.abort(new DOMException('enough', name));
    await expect(answered).rejects.toThrow('enough');
  }
  await traced.flush();
  const types = traced.collector.spans().map((span) => attributesOf(span)['error.type']);
  expect(types).toEqual(['TimeoutError', 'AbortError']);
  expect(traced.clientRequests.map(({ error }) => error)).toEqual(types);
});

test('an answer of node:http that its reader wants no more of is no failure', async () => {
  await using traced = await startTraced();
  for (const leave of ['the request', 'the answer']) {
    const asking = get(`${downstream.url}/part`);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    const closed = once(
      response.on('error', () => {}),
      'close',
    ).catch(() => {});
    if (leave === 'the request') asking.destroy();
    else response.destroy();
    await closed;
  }
  await traced.flush();
  for (const span of traced.collector.spans()) expect(span).not.toHaveProperty('status');
  expect(traced.clientRequests.map(({ status, error }) => error ?? status)).toEqual([200, 200]);
});

test('node:http requests whose headers are a list go out untraced but unharmed', async () => {
  await using traced = await startTraced();
  const outgoing = request(downstream.url, { headers: ['host', 'x', 'a', 'b'] });
  const [response] = await once(outgoing.end(), 'response');
  await text(response);
  await traced.flush();
  expect(received.at(-1)).toMatchObject({ host: 'x', a: 'b' });
  expect(traced.collector.spans()).toHaveLength(1);
});

test('what the exporter sends is not traced', async () => {
  await using traced = await startTraced();
  traced.tracing.tracer('test').startSpan('a').end();
  await traced.flush();
  traced.tracing.tracer('test').startSpan('b').end();
  await traced.flush();
  expect(traced.collector.spans().map(({ name }) => name)).toEqual(['a', 'b']);
  expect(traced.collector.requests[0]?.headers).not.toHaveProperty('traceparent');
  expect(traced.clientRequests).toEqual([]);
});

test('an instrumentation of OpenTelemetry’s own works in place of ours', async () => {
  await using traced = await startTraced({ traceClients: false });
  const theirs = new UndiciInstrumentation();
  try {
    await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
      await (await fetch(`${downstream.url}/theirs`)).text();
      parent.end();
    });
    await traced.flush();
  } finally {
    theirs.disable();
  }
  const span = traced.collector.span('GET');
  const parent = traced.collector.span('parent');
  expect(span).toMatchObject({ kind: 3, traceId: parent.traceId, parentSpanId: parent.spanId });
  expect(attributesOf(span)).toMatchObject({ 'url.path': '/theirs', 'http.response.status_code': '200' });
  expect(received.at(-1)?.traceparent).toBe(`00-${span.traceId}-${span.spanId}-03`);
});

test('a connection that is handed over is told when it is', async () => {
  const server = createServer().on('upgrade', (_incoming, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
  });
  const upgrading = await listen(server);
  await using traced = await startTraced();
  const headers = { connection: 'upgrade', upgrade: 'echo' };
  const [response, socket] = (await once(get(upgrading.url, { headers }), 'upgrade')) as [
    IncomingMessage,
    Socket,
  ];
  expect(response.statusCode).toBe(101);
  await new Promise((resolve) => setImmediate(resolve));
  await traced.flush();
  expect(traced.clientRequests).toMatchObject([{ method: 'GET', status: 101 }]);
  expect(attributesOf(traced.collector.span('GET'))).toMatchObject({ 'http.response.status_code': '101' });
  expect(socket.destroyed).toBe(false);
  socket.destroy();
  upgrading.close();
});

test('the handshake of a WebSocket is told when it is over, or refused', async () => {
  const server = createServer().on('upgrade', ({ url, headers }, socket) => {
    received.push(headers);
    if (url === '/refused') return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    // All that comes is the frame that closes it.
    socket.once('data', () => socket.destroy());
    // RFC 6455, 4.2.2.
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
  using upgrading = await listen(server);
  await using traced = await startTraced();
  const open = new WebSocket(`ws://127.0.0.1:${upgrading.port}/open`);
  await once(open, 'open');
  const refused = new WebSocket(`ws://127.0.0.1:${upgrading.port}/refused`);
  await once(refused, 'close');
  await traced.flush();
  expect(traced.clientRequests.map(({ status }) => status)).toEqual([101, 403]);
  const [span] = traced.collector.spans();
  expect(span && attributesOf(span)).toMatchObject({ 'http.response.status_code': '101' });
  expect(received.at(-2)?.traceparent).toContain(span?.spanId);
  expect(open.readyState).toBe(WebSocket.OPEN);
  open.close();
});
