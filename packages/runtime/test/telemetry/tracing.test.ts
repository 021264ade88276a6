import { createServer, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { currentScope, runInScope } from '../../src/scope.ts';
import { startTracing } from '../../src/telemetry/tracing/index.ts';
import { listen } from './listen.ts';
import { attributesOf, spansOf, type JsonTraces } from './official-otlp.ts';
import { startTraced } from './traced.ts';

const start = (env: Record<string, string>) => {
  const events: object[] = [];
  const emit = (event: object) => events.push(event);
  const tracing = startTracing({ service: 'shop', version: '1', env, clock: systemClock, emit });
  return { tracing, events, [Symbol.asyncDispose]: () => tracing[Symbol.asyncDispose]() };
};

test('a trace goes from one service through another, whose handler’s spans are in it', async () => {
  await using traced = await startTraced();
  const { server } = traced.tracing;
  using inner = await listen(
    createServer((request: IncomingMessage, response) => {
      const scope = server.start(request, 'r1', performance.now());
      response.on('close', () =>
        server.end(scope, request, {
          method: request.method ?? '',
          path: request.url ?? '',
          route: '/pay/:id',
          status: response.statusCode,
          remote: request.socket.remoteAddress ?? '',
          userAgent: undefined,
          outcome: 'completed',
          requestId: 'r1',
          durationMs: 1,
          bytesIn: 0,
          bytesOut: 0,
        }),
      );
      runInScope(
        scope,
        () => {
          trace.getTracer('test').startSpan('inside').end();
          response.end(JSON.stringify(currentScope()?.traceId));
        },
        0,
        0,
      );
    }),
  );
  const answer = await trace.getTracer('test').startActiveSpan('outer', async (outer) => {
    const [response] = await once(get(`${inner.url}/pay/7`, { agent: false }), 'response');
    const body = await text(response);
    outer.end();
    return body;
  });
  await expect.poll(() => traced.tracing.stats().queued + traced.tracing.stats().exported).toBe(4);
  await traced.flush();
  const { collector } = traced;
  const [outer, client, served, inside] = ['outer', 'GET', 'GET /pay/:id', 'inside'].map((name) =>
    collector.span(name),
  );
  expect(answer).toBe(JSON.stringify(outer?.traceId));
  expect(new Set([outer, client, served, inside].map((span) => span?.traceId)).size).toBe(1);
  expect(client).toMatchObject({ kind: 3, parentSpanId: outer?.spanId, flags: 0x103 });
  expect(served).toMatchObject({ kind: 2, parentSpanId: client?.spanId, flags: 0x303 });
  expect(inside?.parentSpanId).toBe(served?.spanId);
  expect(served && attributesOf(served)).toMatchObject({ 'url.path': '/pay/7', 'http.route': '/pay/:id' });
});

test('without a collector nothing is recorded or sent, and the trace goes on', async () => {
  await using started = start({});
  const span = started.tracing.tracer('test').startSpan('a');
  expect(span.isRecording()).toBe(false);
  expect(span.spanContext().traceFlags & 1).toBe(1);
  span.end();
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  expect(carrier.traceparent).toContain(span.spanContext().spanId);
  expect(started.tracing.stats()).toMatchObject({ queued: 0, exported: 0 });
  expect(started.events).toEqual([]);
});

test('OTEL_SDK_DISABLED records nothing, and leaves propagation', async () => {
  await using started = start({ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' });
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const incoming = propagation.extract(ROOT_CONTEXT, { traceparent });
  const carrier: Record<string, string> = {};
  context.with(incoming, () =>
    started.tracing.tracer('test').startActiveSpan('a', () => propagation.inject(context.active(), carrier)),
  );
  expect(carrier).toEqual({ traceparent });
});

test('what is ignored is told, and never the value', async () => {
  await using started = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_HEADERS: 'my-secret',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere.pem',
  });
  expect(started.events).toEqual([
    { type: 'telemetry.setting', variable: 'OTEL_EXPORTER_OTLP_HEADERS', problem: expect.any(String) },
    {
      type: 'telemetry.setting',
      variable: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
      problem: expect.stringContaining('ENOENT'),
    },
    { type: 'telemetry.setting', variable: 'OTEL_EXPORTER_OTLP_PROTOCOL', problem: expect.any(String) },
  ]);
  expect(JSON.stringify(started.events)).not.toContain('secret');
});

test('a second start tells that the API is taken, and leaves the first one in place', async () => {
  await using first = start({});
  await using second = start({});
  expect(first.events).toEqual([]);
  expect(second.events).toEqual([
    { type: 'telemetry.taken', parts: ['tracer provider', 'context manager', 'propagator'] },
  ]);
});

test('headers, service and resource reach the collector', async () => {
  await using traced = await startTraced({
    env: {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x',
      OTEL_SERVICE_NAME: 'named',
      POD_NAME: 'p1',
    },
  });
  traced.tracing.tracer('test').startSpan('a').end();
  await traced.flush();
  const [request] = traced.collector.requests;
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer x',
    'content-type': 'application/x-protobuf',
    'user-agent': expect.stringMatching(/^OTel-OTLP-Exporter-JavaScript/),
  });
  expect(request?.traces.resourceSpans[0]?.resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: 'named' } },
      { key: 'service.version', value: { stringValue: '1.2.3' } },
      { key: 'k8s.pod.name', value: { stringValue: 'p1' } },
    ]),
  );
});

test('the console exporter writes a line of OTLP/JSON', async () => {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(((line: string, done: () => void) => {
    lines.push(line);
    done();
    return true;
  }) as typeof process.stdout.write);
  try {
    await using started = start({ OTEL_TRACES_EXPORTER: 'console' });
    started.tracing.tracer('test').startSpan('told').end();
  } finally {
    write.mockRestore();
  }
  expect(spansOf(JSON.parse(lines[0] ?? '{}') as JsonTraces)).toMatchObject([{ name: 'told' }]);
  expect(lines).toHaveLength(1);
});
