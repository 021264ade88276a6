import { createContextKey, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attributeObject, registered, type Registered } from '../../../../test/telemetry/registered.ts';
import { alwaysOn } from '../sampler.ts';

let api: Registered;
beforeEach(() => {
  api = registered();
});
afterEach(() => api[Symbol.dispose]());

const tracer = () => trace.getTracer('test', '1.2.3');

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
      never: new Date(Number.NaN),
      run: () => 1,
      symbol: createContextKey('a test'),
      '': 1,
      map: { x: [true] },
      loop,
    });
    list.push(2);
    bytes[0] = 9;
    span.end();
    const attributes = attributeObject(api.ended[0]?.attributes);
    expect(Object.keys(attributes)).toEqual(['list', 'bytes', 'map', 'loop']);
    expect(attributes.list).toEqual([1, null, 'a']);
    expect(attributes.bytes).toEqual(new Uint8Array([1, 2]));
    expect(attributes.map).toEqual(new Map([['x', [true]]]));
  });

  test('stay within the limits, and what was dropped is counted', () => {
    api[Symbol.dispose]();
    api = registered(alwaysOn, {
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
    expect(attributeObject(api.ended[0]?.attributes)).toEqual({ a: 'fed', b: ['wxy'] });
    expect(api.ended[0]).toMatchObject({ droppedAttributes: 1, droppedEvents: 1, droppedLinks: 1 });
    expect(api.ended[0]?.events?.map(({ name }) => name)).toEqual(['second', 'third']);
    expect(api.ended[0]?.events?.[0]).toMatchObject({ attributes: ['a', 1], droppedAttributes: 1 });
    expect(api.ended[0]?.links?.[0]).toMatchObject({ attributes: ['a', 1], droppedAttributes: 1 });
  });
});

test('an attribute that cannot be read is none, and does not throw', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const lazy = {
    id: 7,
    get owner(): never {
      throw new Error('not loaded');
    },
  };
  tracer()
    .startSpan('a')
    .setAttributes({ lazy, proxy, order: { proxy, id: 7 } })
    .end();
  expect(attributeObject(api.ended[0]?.attributes)).toEqual({ order: new Map([['id', 7]]) });
});

test('a link whose ids OTLP cannot carry is dropped alone: a collector would refuse the whole batch', () => {
  const valid = { traceId: 'a'.repeat(32), spanId: 'B'.repeat(16), traceFlags: 1 };
  const zero = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
  const malformed = [
    { ...valid, traceId: 'a'.repeat(16) },
    { ...valid, traceId: '' },
    { ...valid, traceId: 'ü'.repeat(32) },
    { ...valid, spanId: 'b'.repeat(15) },
    {} as typeof valid,
    undefined as unknown as typeof valid,
  ];
  const links = [...malformed, valid, zero].map((context) => ({ context }));
  tracer().startSpan('a', { links }).end();
  expect(api.ended[0]?.links?.map(({ context }) => context)).toEqual([valid, zero]);
  expect(api.ended[0]?.droppedLinks).toBe(malformed.length);
});

describe('events and exceptions', () => {
  test('have a name, attributes and a time', async () => {
    const span = tracer().startSpan('a');
    await api.clock.advance(3);
    span.addEvent('plain').addEvent('timed', 1_800_000_000_000).addEvent('full', { x: 1 }, 1_900_000_000_000);
    span.end();
    expect(api.ended[0]?.events).toEqual([
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
    const late = new DOMException('too late', 'TimeoutError');
    span.recordException(Object.defineProperty(late, 'stack', { value: '' }));
    span.recordException('only text');
    const { proxy, revoke } = Proxy.revocable(new Error('gone'), {});
    revoke();
    for (const thrown of [undefined, null, 7, proxy]) span.recordException(thrown as unknown as string);
    span.end();
    expect(api.ended[0]?.events?.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'exception',
        ['exception.type', 'TypeError', 'exception.message', 'bad', 'exception.stacktrace', 'the stack'],
      ],
      ['exception', ['exception.type', 'ECONNREFUSED', 'exception.message', 'refused']],
      ['exception', ['exception.type', 'TimeoutError', 'exception.message', 'too late']],
      ['exception', ['exception.message', 'only text']],
      ['exception', ['exception.message', 'undefined']],
      ['exception', ['exception.message', 'null']],
      ['exception', ['exception.message', '7']],
      ['exception', ['exception.message', '[object]']],
    ]);
    expect(api.ended[0]?.status).toBe(SpanStatusCode.UNSET);
  });
});

test('what is no text is made one: a name, a name of an event, a message', () => {
  const untyped = (value: unknown) => value as string;
  const span = tracer().startSpan(untyped(123));
  span
    .addEvent(untyped(undefined))
    .setStatus({ code: SpanStatusCode.ERROR, message: untyped(new Error('x')) });
  span.setAttribute(untyped(7), 'no key');
  span.end();
  const renamed = tracer()
    .startSpan('a')
    .updateName(untyped(Object.create(null)));
  renamed.end();
  expect(api.ended[0]).toMatchObject({ name: '123', statusMessage: 'Error: x', attributes: [] });
  expect(api.ended[0]?.events?.[0]?.name).toBe('undefined');
  expect(api.ended[1]?.name).toBe('[object]');
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
    expect(api.ended[0]).toMatchObject({ status, statusMessage });
  });
});
