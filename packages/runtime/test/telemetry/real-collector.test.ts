import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attributesOf, spansOf } from './official-otlp.ts';
import { hasGo, startRealCollector, type RealCollector } from './real-collector.ts';
import { startTraced } from './traced.ts';

if (!hasGo) console.warn('skipped: the OpenTelemetry Collector is built with Go, which is not installed');

describe.skipIf(!hasGo)('the OpenTelemetry Collector’s own receiver', () => {
  let collector: RealCollector;
  beforeAll(async () => {
    collector = await startRealCollector();
  }, 300_000);
  afterAll(() => collector?.[Symbol.asyncDispose]());

  test.each([
    ['http/protobuf', 'none'],
    ['http/protobuf', 'gzip'],
    ['http/json', 'none'],
    ['http/json', 'gzip'],
  ])('understands %s, compression %s', async (protocol, compression) => {
    await using traced = await startTraced({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      },
    });
    const linked = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const span = traced.tracing.tracer('library', '2.0').startSpan('work', {
      kind: SpanKind.CONSUMER,
      attributes: {
        text: 'Amélie 🚢',
        int: -5,
        double: 0.5,
        list: ['a', 1],
        map: { a: true },
        nothing: null,
      },
      links: [{ context: linked, attributes: { why: 'batch' } }],
      startTime: [1_767_225_600, 250_000],
    });
    span.addEvent('happened', { n: 1 }, [1_767_225_601, 0]);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' });
    span.end([1_767_225_602, 0]);
    await traced.flush();

    expect(traced.tracing.stats()).toMatchObject({ exported: 1, failures: 0 });
    const traces = await collector.next();
    const { traceId, spanId } = span.spanContext();
    expect(traces.resourceSpans[0]?.resource.attributes).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'test' } },
        { key: 'process.pid', value: { intValue: String(process.pid) } },
        { key: 'deployment.environment.name', value: { stringValue: 'test' } },
      ]),
    );
    expect(traces.resourceSpans[0]?.scopeSpans[0]?.scope).toEqual({ name: 'library', version: '2.0' });
    const [received] = spansOf(traces);
    expect(received).toMatchObject({
      name: 'work',
      traceId,
      spanId,
      kind: 5,
      flags: 0x103,
      startTimeUnixNano: '1767225600000250000',
      endTimeUnixNano: '1767225602000000000',
      events: [{ name: 'happened', timeUnixNano: '1767225601000000000' }],
      links: [{ traceId: linked.traceId, spanId: linked.spanId, flags: 0x101 }],
      status: { code: 2, message: 'broken' },
    });
    expect(received && attributesOf(received)).toEqual({
      text: 'Amélie 🚢',
      int: '-5',
      double: 0.5,
      list: { values: [{ stringValue: 'a' }, { intValue: '1' }] },
      map: { values: [{ key: 'a', value: { boolValue: true } }] },
      nothing: undefined,
    });
  });
});
