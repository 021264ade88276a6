import fc from 'fast-check';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { decodeTraces, otlpJson } from '../../../../../test/telemetry/official-otlp.ts';
import { W3CTraceState } from '../../propagation/tracestate.ts';
import type { AttributeList, AttributeValue, RecordedSpan } from '../../span/index.ts';
import type { SpanEncoder } from './encoder.ts';
import { jsonEncoder } from './json-encoder.ts';
import { protobufEncoder } from './protobuf-encoder.ts';

const scope = { name: 'test', version: '1' };
const base = {
  name: 'GET /users/:id',
  kind: SpanKind.SERVER,
  scope,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 3,
  traceState: undefined,
  parentSpanId: '',
  parentIsRemote: false,
  startTime: 1_767_225_600_000.25,
  endTime: 1_767_225_600_012.75,
  attributes: [] as AttributeList,
  droppedAttributes: 0,
  events: undefined,
  droppedEvents: 0,
  links: undefined,
  droppedLinks: 0,
  status: SpanStatusCode.UNSET,
  statusMessage: '',
};
const span = (fields: Partial<RecordedSpan> = {}) => ({ ...base, ...fields }) as RecordedSpan;

const resource: AttributeList = ['service.name', 'shop', 'process.pid', 7];
const protobuf = encoded(protobufEncoder(resource));
const json = encoded(jsonEncoder(resource));

/** A whole body, of spans that came one by one if `apart`. */
function encoded({ begin }: SpanEncoder) {
  return (spans: readonly RecordedSpan[], apart = false): Uint8Array => {
    const batch = begin();
    for (const some of apart ? spans.map((one) => [one]) : [spans]) batch.add(some);
    expect(batch.size).toBe(spans.length);
    return batch.finish();
  };
}
const groupsOf = (bytes: Uint8Array) =>
  decodeTraces(bytes).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans);

test('a whole request is what the official definitions expect', () => {
  const full = span({
    parentSpanId: '00f067aa0ba902b7',
    parentIsRemote: true,
    traceState: new W3CTraceState('a=1,b=2'),
    attributes: ['http.response.status_code', 200, 'none', undefined, 'ok', true],
    droppedAttributes: 1,
    events: [{ name: 'e', time: 1_767_225_600_001, attributes: ['x', -1], droppedAttributes: 2 }],
    droppedEvents: 3,
    links: [
      {
        context: { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: 1, isRemote: true },
        attributes: ['y', 0.5],
        droppedAttributes: 4,
      },
    ],
    droppedLinks: 5,
    status: SpanStatusCode.ERROR,
    statusMessage: 'broken',
  });
  expect(decodeTraces(protobuf([full]))).toEqual({
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'shop' } },
            { key: 'process.pid', value: { intValue: '7' } },
          ],
        },
        scopeSpans: [
          {
            scope,
            spans: [
              {
                traceId: '0af7651916cd43dd8448eb211c80319c',
                spanId: 'b7ad6b7169203331',
                traceState: 'a=1,b=2',
                parentSpanId: '00f067aa0ba902b7',
                flags: 0x303,
                name: 'GET /users/:id',
                kind: 2,
                startTimeUnixNano: '1767225600000250000',
                endTimeUnixNano: '1767225600012750000',
                attributes: [
                  { key: 'http.response.status_code', value: { intValue: '200' } },
                  { key: 'ok', value: { boolValue: true } },
                ],
                droppedAttributesCount: 1,
                events: [
                  {
                    timeUnixNano: '1767225600001000000',
                    name: 'e',
                    attributes: [{ key: 'x', value: { intValue: '-1' } }],
                    droppedAttributesCount: 2,
                  },
                ],
                droppedEventsCount: 3,
                links: [
                  {
                    traceId: 'f'.repeat(32),
                    spanId: 'e'.repeat(16),
                    attributes: [{ key: 'y', value: { doubleValue: 0.5 } }],
                    droppedAttributesCount: 4,
                    flags: 0x301,
                  },
                ],
                droppedLinksCount: 5,
                status: { message: 'broken', code: 2 },
              },
            ],
          },
        ],
      },
    ],
  });
});

test.each([
  ['protobuf', protobufEncoder(resource)],
  ['JSON', jsonEncoder(resource)],
])('of spans of which one cannot be encoded nothing is in the body, as %s', (_, encoder) => {
  const bad = span({
    traceState: {
      serialize: (): string => {
        throw new Error('no');
      },
    } as unknown as W3CTraceState,
  });
  const other = { name: 'other', version: '' };
  const [batch, good] = [encoder.begin(), encoder.begin()];
  batch.add([span()]);
  expect(() => batch.add([span({ scope: other }), bad])).toThrow('no');
  batch.add([span({ name: 'after' })]);
  expect(batch.size).toBe(2);
  good.add([span()]);
  good.add([span({ name: 'after' })]);
  expect(Buffer.from(batch.finish()).equals(good.finish())).toBe(true);
});

test('spans are grouped by what made them', () => {
  const other = { name: 'other', version: '' };
  const groups = groupsOf(
    protobuf([span({ name: 'a' }), span({ name: 'b', scope: other }), span({ name: 'c' })]),
  );
  expect(groups.map(({ spans }) => spans.map(({ name }) => name))).toEqual([['a', 'c'], ['b']]);
});

test('spans that come one by one are all there, and the body can be had again, also while the next one grows', () => {
  const spans = ['a', 'b', 'c'].map((name) => span({ name }));
  expect(groupsOf(protobuf(spans, true)).flatMap((group) => group.spans)).toEqual(
    groupsOf(protobuf(spans)).flatMap((group) => group.spans),
  );
  expect(otlpJson(JSON.parse(Buffer.from(json(spans, true)).toString()))).toEqual(
    decodeTraces(protobuf(spans, true)),
  );
  const { begin } = protobufEncoder(resource);
  const [first, second] = [begin(), begin()];
  first.add(spans);
  second.add(spans.slice(1));
  const body = Buffer.from(first.finish());
  begin().add(spans);
  expect(Buffer.from(first.finish()).equals(body)).toBe(true);
  expect(decodeTraces(second.finish())).toEqual(decodeTraces(protobuf(spans.slice(1))));
});

describe('values', () => {
  test.each<[string, AttributeValue, object]>([
    ['the largest integer', Number.MAX_SAFE_INTEGER, { intValue: '9007199254740991' }],
    ['the smallest integer', Number.MIN_SAFE_INTEGER, { intValue: '-9007199254740991' }],
    ['an integer of 32 bits', 2 ** 32, { intValue: '4294967296' }],
    ['more than an integer', 2 ** 60, { doubleValue: 2 ** 60 }],
    ['not a number', Number.NaN, { doubleValue: 'NaN' }],
    ['infinity', Number.NEGATIVE_INFINITY, { doubleValue: '-Infinity' }],
    ['an empty text', '', { stringValue: '' }],
    ['text beyond ASCII', 'Amélie 🚢 '.repeat(30), { stringValue: 'Amélie 🚢 '.repeat(30) }],
    ['half of a surrogate pair', 'a\uD83D', { stringValue: 'a\uFFFD' }],
    ['a long text', 'x'.repeat(100_000), { stringValue: 'x'.repeat(100_000) }],
    ['nothing', null, {}],
    ['bytes', new Uint8Array([0, 255]), { bytesValue: 'AP8=' }],
    [
      'a list',
      [1, null, ['a']],
      { arrayValue: { values: [{ intValue: '1' }, {}, { arrayValue: { values: [{ stringValue: 'a' }] } }] } },
    ],
    [
      'a map',
      new Map([['a', true]]),
      { kvlistValue: { values: [{ key: 'a', value: { boolValue: true } }] } },
    ],
  ])('%s', (_, value, expected) => {
    const groups = groupsOf(protobuf([span({ attributes: ['key', value] })]));
    expect(groups[0]?.spans[0]?.attributes).toEqual([{ key: 'key', value: expected }]);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 200 });
const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  ),
})).value;
const attributes = fc
  .uniqueArray(fc.tuple(text, value), { selector: ([key]) => key, maxLength: 10 })
  .map((pairs): AttributeList => pairs.flat());
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...Array.from('0123456789abcdef')), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const time = fc.integer({ min: 1, max: 8e15 }).map((microseconds) => microseconds / 1000);
const anySpan = fc
  .record({
    name: text,
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT),
    traceId: hex(32),
    spanId: hex(16),
    startTime: time,
    endTime: time,
    attributes,
    events: fc.array(fc.record({ name: text, time, attributes, droppedAttributes: fc.nat() }), {
      maxLength: 3,
    }),
    status: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
    statusMessage: text,
    droppedAttributes: fc.nat(),
  })
  .map((fields) => span(fields.status === SpanStatusCode.ERROR ? fields : { ...fields, statusMessage: '' }));

test('spans with the same attributes as the one before have them all, and others have their own', () => {
  const tags = ['x'];
  const spanOf = (path: string) => span({ attributes: ['url.path', path, 'status', 200, 'tags', tags] });
  const anyPaths = fc.array(fc.constantFrom('/a', '/b', '/long'.repeat(2_000)), { maxLength: 12 });
  fc.assert(
    fc.property(anyPaths, (paths) => {
      const spans = paths.map(spanOf);
      const fromJson = otlpJson(JSON.parse(Buffer.from(json(spans)).toString()));
      expect(decodeTraces(protobuf(spans))).toEqual(fromJson);
    }),
  );
});

test('protobuf, read by the official definitions, and JSON say the same', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { minLength: 1, maxLength: 5 }), (spans) => {
      const fromJson = otlpJson(JSON.parse(Buffer.from(json(spans)).toString()));
      expect(decodeTraces(protobuf(spans))).toEqual(fromJson);
    }),
    { numRuns: 200 },
  );
});
