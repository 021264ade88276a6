import {
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing, unsuppressTracing } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attributeObject, registered, type Registered } from '../../../test/telemetry/registered.ts';
import { currentScope } from '../../scope.ts';
import { HeaderPropagator } from './propagation/index.ts';
import { register } from './registration.ts';
import { alwaysOff, parentBased } from './sampler.ts';
import { ScopeTracerProvider } from './tracer.ts';

let api: Registered;
beforeEach(() => {
  api = registered();
});
afterEach(() => api[Symbol.dispose]());

const tracer = () => trace.getTracer('test', '1.2.3');

describe('spans', () => {
  test('carry everything that was set, and end once', async () => {
    const span = tracer().startSpan('first', {
      kind: SpanKind.PRODUCER,
      attributes: { a: 1, list: ['x', 'y'] },
      links: [{ context: { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 } }],
    });
    expect(span.isRecording()).toBe(true);
    span.setAttribute('b', true).setAttributes({ a: 2, c: 'text' }).updateName('second');
    await api.clock.advance(5);
    span.end();
    span.end();
    const [record] = api.ended;
    expect(api.ended).toHaveLength(1);
    expect(record).toMatchObject({ name: 'second', kind: SpanKind.PRODUCER, parentSpanId: '' });
    expect(record?.scope).toEqual({ name: 'test', version: '1.2.3' });
    expect(record?.links).toMatchObject([{ context: { traceId: 'c'.repeat(32) } }]);
    expect(attributeObject(record?.attributes)).toEqual({ a: 2, list: ['x', 'y'], b: true, c: 'text' });
    expect(record?.startTime).toBe(Date.UTC(2026, 0, 1));
    expect(record?.endTime).toBe(Date.UTC(2026, 0, 1) + 5);
  });

  test('take nothing after their end', () => {
    const span = tracer().startSpan('a');
    span.end();
    expect(span.isRecording()).toBe(false);
    span.setAttribute('a', 1).setAttributes({ b: 1 }).addEvent('e').updateName('b');
    span.setStatus({ code: SpanStatusCode.ERROR }).addLink({ context: span.spanContext() });
    span.recordException(new Error('late'));
    expect(api.ended[0]).toMatchObject({
      name: 'a',
      attributes: [],
      events: undefined,
      links: undefined,
      status: 0,
    });
  });

  test('have valid ids, and their context stays the same', () => {
    const span = tracer().startSpan('a');
    expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
    expect(span.spanContext()).toBe(span.spanContext());
    expect(span.spanContext().traceFlags & TraceFlags.SAMPLED).toBe(TraceFlags.SAMPLED);
  });

  test('nest by the active context', async () => {
    await tracer().startActiveSpan('parent', async (parent) => {
      await Promise.resolve();
      expect(trace.getActiveSpan()).toBe(parent);
      await tracer().startActiveSpan('child', { kind: SpanKind.CLIENT }, async (child) => {
        await Promise.resolve();
        tracer().startSpan('grandchild').end();
        child.end();
      });
      expect(trace.getActiveSpan()).toBe(parent);
      tracer().startSpan('root', { root: true }).end();
      parent.end();
    });
    const [grandchild, child, root, parent] = api.ended;
    expect(grandchild).toMatchObject({ traceId: parent?.traceId, parentSpanId: child?.spanId });
    expect(child).toMatchObject({
      traceId: parent?.traceId,
      parentSpanId: parent?.spanId,
      kind: SpanKind.CLIENT,
    });
    expect(root?.parentSpanId).toBe('');
    expect(root?.traceId).not.toBe(parent?.traceId);
    expect(parent?.parentSpanId).toBe('');
  });

  test('take a parent from the context that is given', () => {
    const remote: SpanContext = {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
      isRemote: true,
    };
    const given = trace.setSpanContext(ROOT_CONTEXT, remote);
    tracer().startActiveSpan('a', {}, given, (span) => span.end());
    expect(api.ended[0]).toMatchObject({
      traceId: remote.traceId,
      parentSpanId: remote.spanId,
      parentIsRemote: true,
    });
  });

  test('begin a new trace below an invalid parent', () => {
    const given = trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT);
    const span = tracer().startSpan('a', {}, given);
    expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
  });

  test('return what an active span’s function returns, and throw what it throws', () => {
    expect(tracer().startActiveSpan('a', () => 42)).toBe(42);
    expect(() =>
      tracer().startActiveSpan('a', () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
  });

  test('work from tracers that were taken before registration', () => {
    api[Symbol.dispose]();
    const early = trace.getTracer('early');
    early.startSpan('too early').end();
    api = registered();
    early.startSpan('late').end();
    expect(api.ended).toHaveLength(1);
    expect(api.ended[0]).toMatchObject({ name: 'late', scope: { name: 'early' } });
  });

  test('take times as dates, milliseconds, high-resolution times and performance.now()', () => {
    const times = [
      new Date(1_000_000_000_500),
      1_800_000_000_000,
      [1_900_000_000, 500_000_000] as [number, number],
    ];
    for (const startTime of [...times, 0.5]) tracer().startSpan('a', { startTime }).end(startTime);
    expect(api.ended.map(({ startTime }) => startTime)).toEqual([
      1_000_000_000_500,
      1_800_000_000_000,
      1_900_000_000_500,
      api.clock.wallTime() + 0.5,
    ]);
  });

  test('of a tracer without a name are exported too', () => {
    const untyped = trace as unknown as {
      getTracer(name?: null, version?: null): ReturnType<typeof tracer>;
    };
    untyped.getTracer().startSpan('a').end();
    untyped
      .getTracer(null, null)
      .startSpan('b', { links: null } as unknown as SpanOptions)
      .end();
    expect(api.ended.map(({ scope }) => scope)).toEqual([
      { name: '', version: '' },
      { name: '', version: '' },
    ]);
  });

  test('never end before they start', () => {
    tracer().startSpan('a', { startTime: 2000e9 }).end(1999e9);
    expect(api.ended[0]).toMatchObject({ startTime: 2000e9, endTime: 2000e9 });
  });
});

describe('sampling', () => {
  test('an unsampled span has ids, records nothing, and its children are unsampled too', () => {
    api[Symbol.dispose]();
    api = registered(parentBased(alwaysOff));
    tracer().startActiveSpan('a', (span) => {
      expect(span.isRecording()).toBe(false);
      expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
      const child = tracer().startSpan('b');
      expect(child.spanContext().traceId).toBe(span.spanContext().traceId);
      expect(child.spanContext().traceFlags & TraceFlags.SAMPLED).toBe(0);
      child.end();
      span.end();
    });
    expect(api.ended).toEqual([]);
  });

  test('an unsampled trace goes on with its state', () => {
    const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`, tracestate: 'vendor=1' };
    const span = tracer().startSpan('a', {}, propagation.extract(ROOT_CONTEXT, headers));
    const carrier: Record<string, string> = {};
    propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
    expect(carrier).toEqual({
      traceparent: `00-${'a'.repeat(32)}-${span.spanContext().spanId}-00`,
      tracestate: 'vendor=1',
    });
  });

  test.each([
    [1, 1],
    [0, 0],
  ])('a remote parent with flags %i decides', (traceFlags, count) => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true };
    tracer().startSpan('a', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
    expect(api.ended).toHaveLength(count);
  });
});

describe('suppressed tracing', () => {
  test('makes invalid spans that record nothing, and injects nothing', () => {
    context.with(suppressTracing(context.active()), () => {
      expect(isTracingSuppressed(context.active())).toBe(true);
      const span = tracer().startSpan('a');
      expect(span.isRecording()).toBe(false);
      expect(trace.isSpanContextValid(span.spanContext())).toBe(false);
      const carrier = {};
      const valid = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
      propagation.inject(trace.setSpanContext(context.active(), valid), carrier);
      expect(carrier).toEqual({});
      context.with(unsuppressTracing(context.active()), () => tracer().startSpan('b').end());
      span.end();
    });
    expect(api.ended.map(({ name }) => name)).toEqual(['b']);
  });
});

describe('propagation', () => {
  test('a trace goes out and comes in, with its state and baggage', () => {
    const incoming = {
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      tracestate: 'vendor=1',
      baggage: 'user=alice',
    };
    const outgoing: Record<string, string> = {};
    context.with(propagation.extract(ROOT_CONTEXT, incoming), () =>
      tracer().startActiveSpan('a', (span) => {
        expect(propagation.getActiveBaggage()?.getEntry('user')?.value).toBe('alice');
        propagation.inject(context.active(), outgoing);
        span.end();
      }),
    );
    expect(outgoing).toEqual({
      traceparent: `00-${'a'.repeat(32)}-${api.ended[0]?.spanId}-01`,
      tracestate: 'vendor=1',
      baggage: 'user=alice',
    });
  });

  test('reads carriers with lists: repeated lists are joined, repeated parents are none', () => {
    const one = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const joined = propagation.extract(ROOT_CONTEXT, { traceparent: [one], tracestate: ['a=1', 'b=2'] });
    expect(trace.getSpanContext(joined)?.traceState?.serialize()).toBe('a=1,b=2');
    expect(
      trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent: [one, one] })),
    ).toBeUndefined();
  });

  test('a state without a parent means nothing', () => {
    expect(propagation.extract(ROOT_CONTEXT, { tracestate: 'a=1' })).toBe(ROOT_CONTEXT);
  });

  test('names its fields', () => {
    expect(propagation.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
  });
});

describe('registration', () => {
  test('what another SDK has registered stays, and is told', () => {
    const taken: string[] = [];
    const second = register(new ScopeTracerProvider(undefined), new HeaderPropagator(['none']), (parts) =>
      taken.push(...parts),
    );
    second[Symbol.dispose]();
    expect(taken).toEqual(['tracer provider', 'context manager', 'propagator']);
    tracer().startSpan('still ours').end();
    expect(api.ended).toHaveLength(1);
  });

  test('a provider that is disabled passes on the parent’s ids', () => {
    api[Symbol.dispose]();
    using registration = register(
      new ScopeTracerProvider(undefined),
      new HeaderPropagator(['tracecontext', 'baggage']),
      (parts) => expect.fail(parts.join()),
    );
    const incoming = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const span = tracer().startSpan('a', {}, propagation.extract(ROOT_CONTEXT, incoming));
    expect(span.spanContext()).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    expect(tracer().startSpan('b').spanContext()).toEqual(INVALID_SPAN_CONTEXT);
    // Log lines have no ids that lead nowhere.
    tracer().startActiveSpan('c', () => {
      expect(currentScope()?.traceId).toBeUndefined();
      expect(currentScope()?.spanId).toBeUndefined();
    });
    expect(registration).toBeDefined();
  });
});
