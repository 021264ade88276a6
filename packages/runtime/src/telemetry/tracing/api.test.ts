import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type SpanContext,
} from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing, unsuppressTracing } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { currentScope, runInScope } from '../../scope.ts';
import { VirtualClock } from '../../testing/index.ts';
import { W3CPropagator } from './propagation/index.ts';
import { register } from './registration.ts';
import { alwaysOff, alwaysOn, parentBased, type Sampler } from './sampler.ts';
import { defaultSpanLimits, EpochClock, type RecordedSpan, type SpanLimits } from './span/index.ts';
import { ScopeTracerProvider, SpanFactory } from './tracer.ts';

const key = createContextKey('a test');
// Taken before anything is registered, as a library does that is loaded first.
const earlyTracer = trace.getTracer('early');

let clock: VirtualClock;
let ended: RecordedSpan[];
let registration: Disposable;

function provide(sampler: Sampler = parentBased(alwaysOn), limits: Partial<SpanLimits> = {}): void {
  registration?.[Symbol.dispose]();
  clock = new VirtualClock();
  ended = [];
  const recorder = {
    clock: new EpochClock(clock),
    limits: { ...defaultSpanLimits, ...limits },
    ended: (span: RecordedSpan) => ended.push(span),
  };
  registration = register(
    new ScopeTracerProvider(new SpanFactory(recorder, sampler, true)),
    new W3CPropagator({ traceContext: true, baggage: true }),
    (part) => expect.fail(`${part} was taken`),
  );
}

beforeEach(() => provide());
afterEach(() => registration[Symbol.dispose]());

const tracer = () => trace.getTracer('test', '1.2.3');
const attributesOf = (span: RecordedSpan | undefined) => {
  const list = span?.attributes ?? [];
  return Object.fromEntries(
    Array.from({ length: list.length / 2 }, (_, i) => [list[i * 2], list[i * 2 + 1]]),
  );
};

describe('context', () => {
  test('is the root context outside of any', () => {
    expect(context.active()).toBe(ROOT_CONTEXT);
    expect(currentScope()).toBeUndefined();
  });

  test('is active within a call, with its receiver, arguments and result, and not after it', () => {
    const inner = ROOT_CONTEXT.setValue(key, 1);
    const receiver = { name: 'me' };
    const result = context.with(
      inner,
      function (this: typeof receiver, a: number, b: number) {
        expect(context.active()).toBe(inner);
        return [this.name, a + b];
      },
      receiver,
      1,
      2,
    );
    expect(result).toEqual(['me', 3]);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  test('is left when the call throws', () => {
    expect(() =>
      context.with(ROOT_CONTEXT.setValue(key, 1), () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a resolved promise', () => Promise.resolve()],
    ['a microtask', () => new Promise<void>((resolve) => queueMicrotask(resolve))],
    ['nextTick', () => new Promise<void>((resolve) => process.nextTick(resolve))],
    ['setImmediate', () => new Promise((resolve) => setImmediate(resolve))],
    ['setTimeout', () => new Promise((resolve) => setTimeout(resolve, 1))],
    ['a stream', () => pipeline(Readable.from(['a', 'b']), new PassThrough().resume())],
  ])('follows %s', async (_, wait) => {
    const run = (value: number) =>
      context.with(context.active().setValue(key, value), async () => {
        await wait();
        return context.active().getValue(key);
      });
    await expect(Promise.all([run(1), run(2)])).resolves.toEqual([1, 2]);
  });

  test('nests, replaces and deletes values', () => {
    const other = createContextKey('another');
    context.with(context.active().setValue(key, 1).setValue(other, 2), () => {
      context.with(context.active().setValue(key, 3), () => {
        expect(context.active().getValue(key)).toBe(3);
        expect(context.active().getValue(other)).toBe(2);
        expect(context.active().deleteValue(key).getValue(key)).toBeUndefined();
        expect(context.active().deleteValue(other).getValue(key)).toBe(3);
      });
      expect(context.active().getValue(key)).toBe(1);
    });
  });

  test('binds a function, whose length stays', () => {
    const inner = ROOT_CONTEXT.setValue(key, 1);
    const bound = context.bind(inner, function (this: unknown, a: string) {
      return [context.active(), this, a];
    });
    expect(bound.call('receiver', 'a')).toEqual([inner, 'receiver', 'a']);
    expect(bound).toHaveLength(1);
  });

  test.each(['on', 'addListener', 'prependListener', 'once', 'prependOnceListener'] as const)(
    'binds an emitter’s listeners added by %s, and they can be removed',
    (method) => {
      const inner = ROOT_CONTEXT.setValue(key, 1);
      const emitter = context.bind(inner, new EventEmitter());
      const seen: unknown[] = [];
      const listener = () => seen.push(context.active().getValue(key));
      emitter[method]('event', listener);
      emitter.emit('event');
      emitter.emit('event');
      expect(seen).toEqual(method.toLowerCase().includes('once') ? [1] : [1, 1]);
      emitter[method]('other', listener);
      emitter.removeListener('other', listener);
      expect(emitter.listenerCount('other')).toBe(0);
    },
  );

  test('binds nothing else', () => {
    const target = { a: 1 };
    expect(context.bind(ROOT_CONTEXT, target)).toBe(target);
    expect(context.bind(ROOT_CONTEXT, 1)).toBe(1);
  });

  test('can be attached and detached', async () => {
    await (async () => {
      await Promise.resolve();
      const token = context.attach(ROOT_CONTEXT.setValue(key, 1));
      expect(context.active().getValue(key)).toBe(1);
      token.dispose();
      expect(context.active()).toBe(ROOT_CONTEXT);
    })();
  });

  test('keeps the request’s id, whatever context is made active', () => {
    runInScope(
      { requestId: 'r1' },
      () => {
        context.with(ROOT_CONTEXT, () => expect(currentScope()?.requestId).toBe('r1'));
        tracer().startActiveSpan('a', () => expect(currentScope()?.requestId).toBe('r1'));
      },
      0,
      0,
    );
  });

  test('gives log lines the ids of the active span', () => {
    tracer().startActiveSpan('a', (span) => {
      const { traceId, spanId } = span.spanContext();
      expect(currentScope()).toMatchObject({ traceId, spanId });
      const child = tracer().startSpan('b');
      context.with(trace.setSpan(context.active(), child), () =>
        expect(currentScope()).toMatchObject({ traceId, spanId: child.spanContext().spanId }),
      );
      context.with(ROOT_CONTEXT, () => expect(currentScope()?.traceId).toBeUndefined());
    });
  });
});

describe('spans', () => {
  test('carry everything that was set, and end once', async () => {
    const span = tracer().startSpan('first', {
      kind: SpanKind.PRODUCER,
      attributes: { a: 1, list: ['x', 'y'] },
    });
    expect(span.isRecording()).toBe(true);
    span.setAttribute('b', true).setAttributes({ a: 2, c: 'text' }).updateName('second');
    await clock.advance(5);
    span.end();
    span.end();
    const [record] = ended;
    expect(ended).toHaveLength(1);
    expect(record).toMatchObject({ name: 'second', kind: SpanKind.PRODUCER, parentSpanId: '' });
    expect(record?.scope).toEqual({ name: 'test', version: '1.2.3' });
    expect(attributesOf(record)).toEqual({ a: 2, list: ['x', 'y'], b: true, c: 'text' });
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
    expect(ended[0]).toMatchObject({
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
    const [grandchild, child, root, parent] = ended;
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
    expect(ended[0]).toMatchObject({
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
    earlyTracer.startSpan('late').end();
    expect(ended[0]).toMatchObject({ name: 'late', scope: { name: 'early' } });
  });

  test('take times as dates, milliseconds, high-resolution times and performance.now()', () => {
    const times = [
      new Date(1_000_000_000_500),
      1_800_000_000_000,
      [1_900_000_000, 500_000_000] as [number, number],
    ];
    for (const startTime of [...times, 0.5]) tracer().startSpan('a', { startTime }).end(startTime);
    expect(ended.map(({ startTime }) => startTime)).toEqual([
      1_000_000_000_500,
      1_800_000_000_000,
      1_900_000_000_500,
      performance.timeOrigin + 0.5,
    ]);
  });

  test('never end before they start', () => {
    tracer().startSpan('a', { startTime: 2000e9 }).end(1999e9);
    expect(ended[0]).toMatchObject({ startTime: 2000e9, endTime: 2000e9 });
  });
});

describe('attributes', () => {
  test('are copied, and what OTLP cannot carry is left out', () => {
    const list = [1, null, 'a'];
    const bytes = new Uint8Array([1, 2]);
    const loop: Record<string, unknown> = { a: 1 };
    loop.self = loop;
    const span = tracer().startSpan('a');
    span.setAttributes({
      list,
      bytes,
      none: undefined,
      run: () => 1,
      symbol: key,
      '': 1,
      map: { x: [true] },
      loop,
    });
    list.push(2);
    bytes[0] = 9;
    span.end();
    const attributes = attributesOf(ended[0]);
    expect(Object.keys(attributes)).toEqual(['list', 'bytes', 'map', 'loop']);
    expect(attributes.list).toEqual([1, null, 'a']);
    expect(attributes.bytes).toEqual(new Uint8Array([1, 2]));
    expect(attributes.map).toEqual(new Map([['x', [true]]]));
  });

  test('stay within the limits, and what was dropped is counted', () => {
    provide(alwaysOn, {
      attributes: 2,
      valueLength: 3,
      events: 2,
      links: 1,
      attributesPerEvent: 1,
      attributesPerLink: 1,
    });
    const linked = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const span = tracer().startSpan('a', { attributes: { a: 'abcdef', b: ['wxyz'], c: 1 } });
    span.setAttribute('a', 'fedcba');
    for (const name of ['first', 'second', 'third']) span.addEvent(name, { a: 1, b: 2 });
    span.addLinks([{ context: linked, attributes: { a: 1, b: 2 } }, { context: linked }]);
    span.end();
    expect(attributesOf(ended[0])).toEqual({ a: 'fed', b: ['wxy'] });
    expect(ended[0]).toMatchObject({ droppedAttributes: 1, droppedEvents: 1, droppedLinks: 1 });
    expect(ended[0]?.events?.map(({ name }) => name)).toEqual(['second', 'third']);
    expect(ended[0]?.events?.[0]).toMatchObject({ attributes: ['a', 1], droppedAttributes: 1 });
    expect(ended[0]?.links?.[0]).toMatchObject({ attributes: ['a', 1], droppedAttributes: 1 });
  });
});

describe('events and exceptions', () => {
  test('have a name, attributes and a time', async () => {
    const span = tracer().startSpan('a');
    await clock.advance(3);
    span.addEvent('plain').addEvent('timed', 1_800_000_000_000).addEvent('full', { x: 1 }, 1_900_000_000_000);
    span.end();
    expect(ended[0]?.events).toEqual([
      { name: 'plain', time: Date.UTC(2026, 0, 1) + 3, attributes: [], droppedAttributes: 0 },
      { name: 'timed', time: 1_800_000_000_000, attributes: [], droppedAttributes: 0 },
      { name: 'full', time: 1_900_000_000_000, attributes: ['x', 1], droppedAttributes: 0 },
    ]);
  });

  test('tell type, message and stack of an exception, and leave the status alone', () => {
    const span = tracer().startSpan('a');
    const error = Object.assign(new TypeError('bad'), { stack: 'the stack' });
    span.recordException(error);
    span.recordException(Object.assign(new Error('refused'), { code: 'ECONNREFUSED', stack: '' }));
    span.recordException('only text');
    span.end();
    expect(ended[0]?.events?.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'exception',
        ['exception.type', 'TypeError', 'exception.message', 'bad', 'exception.stacktrace', 'the stack'],
      ],
      ['exception', ['exception.type', 'ECONNREFUSED', 'exception.message', 'refused']],
      ['exception', ['exception.message', 'only text']],
    ]);
    expect(ended[0]?.status).toBe(SpanStatusCode.UNSET);
  });
});

describe('status', () => {
  const { UNSET, OK, ERROR } = SpanStatusCode;
  test.each([
    ['an error over none', [{ code: ERROR, message: 'why' }], ERROR, 'why'],
    [
      'ok over an error',
      [
        { code: ERROR, message: 'why' },
        { code: OK, message: 'x' },
      ],
      OK,
      '',
    ],
    ['nothing over ok', [{ code: OK }, { code: ERROR, message: 'why' }], OK, ''],
    ['unset over nothing', [{ code: ERROR, message: 'why' }, { code: UNSET }], ERROR, 'why'],
    [
      'a later error over an error',
      [
        { code: ERROR, message: 'a' },
        { code: ERROR, message: 'b' },
      ],
      ERROR,
      'b',
    ],
  ])('%s', (_, given, status, statusMessage) => {
    const span = tracer().startSpan('a');
    for (const one of given) span.setStatus(one);
    span.end();
    expect(ended[0]).toMatchObject({ status, statusMessage });
  });
});

describe('sampling', () => {
  test('an unsampled span has ids, records nothing, and its children are unsampled too', () => {
    provide(parentBased(alwaysOff));
    tracer().startActiveSpan('a', (span) => {
      expect(span.isRecording()).toBe(false);
      expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
      const child = tracer().startSpan('b');
      expect(child.spanContext().traceId).toBe(span.spanContext().traceId);
      expect(child.spanContext().traceFlags & TraceFlags.SAMPLED).toBe(0);
      child.end();
      span.end();
    });
    expect(ended).toEqual([]);
  });

  test.each([
    [1, 1],
    [0, 0],
  ])('a remote parent with flags %i decides', (traceFlags, count) => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags, isRemote: true };
    tracer().startSpan('a', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
    expect(ended).toHaveLength(count);
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
    expect(ended.map(({ name }) => name)).toEqual(['b']);
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
      traceparent: `00-${'a'.repeat(32)}-${ended[0]?.spanId}-01`,
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
    const second = register(
      new ScopeTracerProvider(undefined),
      new W3CPropagator({ traceContext: false, baggage: false }),
      (part) => taken.push(part),
    );
    second[Symbol.dispose]();
    expect(taken).toEqual(['tracer provider', 'context manager', 'propagator']);
    tracer().startSpan('still ours').end();
    expect(ended).toHaveLength(1);
  });

  test('a provider that is disabled passes on the parent’s ids', () => {
    registration[Symbol.dispose]();
    registration = register(
      new ScopeTracerProvider(undefined),
      new W3CPropagator({ traceContext: true, baggage: true }),
      (part) => expect.fail(part),
    );
    const incoming = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const span = tracer().startSpan('a', {}, propagation.extract(ROOT_CONTEXT, incoming));
    expect(span.spanContext()).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    expect(tracer().startSpan('b').spanContext()).toEqual(INVALID_SPAN_CONTEXT);
  });
});
