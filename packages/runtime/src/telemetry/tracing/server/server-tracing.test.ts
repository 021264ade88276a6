import type { IncomingMessage } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { beforeEach, describe, expect, test } from 'vitest';
import { HttpError } from '../../../errors.ts';
import { VirtualClock } from '../../../testing/index.ts';
import { contextOf } from '../context/index.ts';
import { HeaderPropagator } from '../propagation/index.ts';
import { alwaysOff, alwaysOn, parentBased, type Sampler } from '../sampler.ts';
import { defaultSpanLimits, EpochClock, type RecordedSpan } from '../span/index.ts';
import { SpanFactory } from '../tracer.ts';
import type { AccessEntry } from '../../../log/index.ts';
import { ServerTracing } from './server-tracing.ts';

let ended: RecordedSpan[];
beforeEach(() => {
  ended = [];
});

const propagator = new HeaderPropagator(['tracecontext', 'baggage']);

function tracing(sampler: Sampler = parentBased(alwaysOn), of: HeaderPropagator = propagator): ServerTracing {
  const recorder = {
    clock: new EpochClock(new VirtualClock()),
    limits: defaultSpanLimits,
    ended: (span: RecordedSpan) => ended.push(span),
  };
  return new ServerTracing(new SpanFactory(recorder, sampler, true), of);
}

const request = (fields: object = {}, headers: Record<string, string> = {}) =>
  ({
    method: 'GET',
    url: '/users/42',
    httpVersion: '1.1',
    socket: {},
    headers: { host: 'shop:8080', ...headers },
    ...fields,
  }) as IncomingMessage;

const served = (fields: Partial<AccessEntry> = {}): AccessEntry => ({
  method: 'GET',
  path: '/users/42',
  route: '/users/:id',
  status: 200,
  remote: '10.0.0.9',
  userAgent: 'curl/8',
  outcome: 'completed',
  requestId: 'r-1',
  durationMs: 20,
  bytesIn: 0,
  bytesOut: 2,
  ...fields,
});

test('what a handler throws is on the span, but for a client’s mistake', () => {
  const server = tracing();
  const httpError = (status: number) => new HttpError('SW_UPLOAD_TYPE', { what: 'It is text' }, { status });
  const end = (thrown: unknown, status: number) => {
    const scope = server.start(request(), 'r1', 0);
    server.failed(scope, thrown);
    server.end(scope, request(), served({ status }));
    return ended.at(-1)?.events?.map(({ name, attributes }) => [name, attributes.slice(0, 4)]);
  };
  expect(end(new TypeError('why'), 500)).toEqual([
    ['exception', ['exception.type', 'TypeError', 'exception.message', 'why']],
  ]);
  expect(end('thrown text', 500)).toEqual([['exception', ['exception.message', 'thrown text']]]);
  expect(end(httpError(404), 404)).toBeUndefined();
  expect(end(httpError(503), 503)).toHaveLength(1);
});

function serve(incoming: IncomingMessage, outcome: AccessEntry): Record<string, unknown> {
  const server = tracing();
  server.end(server.start(incoming, 'r1', 0), incoming, outcome);
  const { attributes = [] } = ended[0] ?? {};
  const pairs = Array.from({ length: attributes.length / 2 }, (_, i) => attributes.slice(i * 2, i * 2 + 2));
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

test('a request becomes a server span by the HTTP semantic conventions', () => {
  expect(serve(request({ url: '/users/42?a=1&token=x' }), served())).toEqual({
    'http.request.method': 'GET',
    'http.route': '/users/:id',
    'http.response.status_code': 200,
    'url.path': '/users/42',
    'url.query': 'a=1&token=REDACTED',
    'url.scheme': 'http',
    'server.address': 'shop',
    'server.port': 8080,
    'client.address': '10.0.0.9',
    'network.peer.address': '10.0.0.9',
    'network.protocol.version': '1.1',
    'user_agent.original': 'curl/8',
  });
  expect(ended[0]).toMatchObject({
    name: 'GET /users/:id',
    kind: SpanKind.SERVER,
    status: SpanStatusCode.UNSET,
  });
});

describe('what differs', () => {
  test.each<[string, IncomingMessage, Partial<AccessEntry>, object]>([
    [
      'an unknown method',
      request({ method: 'BREW' }),
      { method: 'BREW', route: undefined },
      { 'http.request.method': '_OTHER', 'http.request.method_original': 'BREW' },
    ],
    [
      'a proxy',
      request({}, { 'x-forwarded-for': '1.2.3.4, 10.0.0.1', 'x-forwarded-proto': 'https' }),
      {},
      { 'client.address': '1.2.3.4', 'network.peer.address': '10.0.0.9', 'url.scheme': 'https' },
    ],
    ['TLS', request({ socket: { encrypted: true } }), {}, { 'url.scheme': 'https' }],
    [
      'HTTP/2',
      request({ httpVersion: '2.0', headers: { ':authority': 'h2:1' } }),
      {},
      { 'network.protocol.version': '2', 'server.address': 'h2', 'server.port': 1 },
    ],
    ['a server error', request(), { status: 500 }, { 'error.type': '500', 'http.response.status_code': 500 }],
    ['a client that went away', request(), { outcome: 'aborted', status: 0 }, { 'error.type': 'aborted' }],
  ])('%s', (_, incoming, outcome, expected) => {
    expect(serve(incoming, served(outcome))).toMatchObject(expected);
  });

  test.each<[string, Partial<AccessEntry>, string, SpanStatusCode]>([
    ['no route', { route: undefined }, 'GET', SpanStatusCode.UNSET],
    ['a client error', { status: 404 }, 'GET /users/:id', SpanStatusCode.UNSET],
    ['a server error', { status: 500 }, 'GET /users/:id', SpanStatusCode.ERROR],
    ['a response cut off', { outcome: 'cut' }, 'GET /users/:id', SpanStatusCode.ERROR],
    ['a client that went away', { outcome: 'aborted' }, 'GET /users/:id', SpanStatusCode.UNSET],
  ])('%s: name and status', (_, outcome, name, status) => {
    serve(request(), served(outcome));
    expect(ended[0]).toMatchObject({ name, status });
    expect((ended[0]?.endTime ?? 0) - (ended[0]?.startTime ?? 0)).toBe(20);
  });

  test('an unknown method has no part in the name', () => {
    serve(request({ method: 'BREW' }), served({ method: 'BREW' }));
    expect(ended[0]?.name).toBe('HTTP /users/:id');
  });
});

test('what the application has set stays', () => {
  const server = tracing();
  const incoming = request();
  const scope = server.start(incoming, 'r1', 0);
  trace
    .getSpan(contextOf(scope))
    ?.setAttribute('http.route', 'mine')
    .setAttribute('own', 1)
    .updateName('named');
  server.end(scope, incoming, served());
  const { name, attributes } = ended[0] ?? {};
  expect(name).toBe('named');
  expect(attributes?.slice(0, 4)).toEqual(['http.route', 'mine', 'own', 1]);
  expect(attributes?.filter((key) => key === 'http.route')).toHaveLength(1);
  expect(attributes).toContain('url.path');
});

describe('propagation', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

  test('the caller’s trace goes on, with its state and its baggage', () => {
    const server = tracing();
    const incoming = request({}, { traceparent, tracestate: 'v=1', baggage: 'user=alice' });
    const scope = server.start(incoming, 'r1', 0);
    expect(scope).toMatchObject({ requestId: 'r1', traceId: 'a'.repeat(32) });
    const carrier: Record<string, string> = {};
    propagator.inject(contextOf(scope), carrier, { set: (to, key, value) => (to[key] = value) });
    expect(carrier).toEqual({
      traceparent: `00-${'a'.repeat(32)}-${scope.spanId}-01`,
      tracestate: 'v=1',
      baggage: 'user=alice',
    });
    server.end(scope, incoming, served());
    expect(ended[0]).toMatchObject({ parentSpanId: 'b'.repeat(16), parentIsRemote: true });
    expect(propagation.getBaggage(contextOf(scope))?.getEntry('user')?.value).toBe('alice');
  });

  test.each<Record<string, string>>([
    { b3: `${'a'.repeat(32)}-${'b'.repeat(16)}-d` },
    { 'x-b3-traceid': 'a'.repeat(32), 'x-b3-spanid': 'b'.repeat(16), 'x-b3-flags': '1' },
  ])('a trace that comes as B3 goes on, and what is debugged is so further on: %j', (headers) => {
    const b3 = new HeaderPropagator(['b3']);
    const scope = tracing(parentBased(alwaysOff), b3).start(request({}, headers), 'r1', 0);
    expect(trace.getSpan(contextOf(scope))?.isRecording()).toBe(true);
    const carrier: Record<string, string> = {};
    b3.inject(contextOf(scope), carrier, { set: (to, key, value) => (to[key] = value) });
    expect(carrier).toEqual({ b3: `${'a'.repeat(32)}-${scope.spanId}-d` });
  });

  test('without a caller a trace begins, with a random id', () => {
    const scope = tracing().start(request(), 'r1', 0);
    expect(scope.traceId).toMatch(/^[\da-f]{32}$/);
    expect(trace.getSpan(contextOf(scope))?.spanContext().traceFlags).toBe(3);
  });

  test('an unsampled request has ids, and records nothing', () => {
    const server = tracing(alwaysOff);
    const incoming = request({}, { traceparent });
    const scope = server.start(incoming, 'r1', 0);
    expect(scope.traceId).toBe('a'.repeat(32));
    expect(scope.spanId).not.toBe('b'.repeat(16));
    server.end(scope, incoming, served());
    expect(ended).toEqual([]);
  });

  test('switched off, the caller’s ids are passed on as they are', () => {
    const server = new ServerTracing(undefined, propagator);
    const incoming = request({}, { traceparent });
    const scope = server.start(incoming, 'r1', 0);
    expect(scope).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    expect(server.start(request(), 'r2', 0).traceId).toBeUndefined();
    server.end(scope, incoming, served());
    expect(context.active()).toBeDefined();
  });

  test('a span ends once, and a scope of somebody else is left alone', () => {
    const server = tracing();
    const incoming = request();
    const scope = server.start(incoming, 'r1', 0);
    server.end(scope, incoming, served());
    server.end(scope, incoming, served({ status: 500 }));
    server.end({ requestId: 'other' }, incoming, served());
    expect(ended).toHaveLength(1);
    expect(ended[0]?.status).toBe(SpanStatusCode.UNSET);
  });
});
