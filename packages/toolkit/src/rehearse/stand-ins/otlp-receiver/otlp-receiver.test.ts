import { gzipSync } from 'node:zlib';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../testing/index.ts';
import { startOtlpReceiver, type OtlpReceiverOptions } from './otlp-receiver.ts';
import { readProtobuf } from './protobuf.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const parentSpanId = '00f067aa0ba902b7';

const span = { traceId, spanId, parentSpanId, name: 'GET /', kind: 2, startTimeUnixNano: '1' };
const attributes = [
  { key: 'service.name', value: { stringValue: 'shop' } },
  { key: 'process.pid', value: { intValue: '7' } },
  { key: 'k8s.pod.name', value: { stringValue: 'shop-1' } },
];
const json = (...spans: object[]) =>
  JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });

const fact = { service: 'shop', pod: 'shop-1', traceId, spanId, parentSpanId, name: 'GET /', kind: 'server' };

async function receiver(options: Partial<OtlpReceiverOptions> = {}) {
  const clock = new VirtualClock();
  const started = await startOtlpReceiver({ host: '127.0.0.1', clock, ...options });
  onTestFinished(() => started[Symbol.asyncDispose]());
  const send = async (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    path = '/v1/traces',
  ) => {
    const answer = await fetch(`${started.endpoint}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  return { started, clock, send };
}

const protobuf = { 'content-type': 'application/x-protobuf' };

/** A message with these length-delimited fields. */
function message(...fields: readonly (readonly [field: number, value: Uint8Array | string])[]) {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) writer.tag(field, 2).bytes(Buffer.from(value));
  return writer.finish();
}

const pair = (key: string, value: string) => message([1, key], [2, message([1, value])]);

/** One span in Protobuf; `more` are fields of the span that the receiver does not know. */
function sent(more: (writer: BinaryWriter) => void = () => {}) {
  const writer = new BinaryWriter();
  writer.tag(1, 2).bytes(Buffer.from(traceId, 'hex')).tag(2, 2).bytes(Buffer.from(spanId, 'hex'));
  more(writer);
  writer.tag(4, 2).bytes(Buffer.from(parentSpanId, 'hex')).tag(5, 2).string('GET /').tag(6, 0).int32(2);
  const resource = message([1, pair('service.name', 'shop')], [1, pair('k8s.pod.name', 'shop-1')]);
  // The resource after its spans: the order of fields is free.
  return message([1, message([2, message([2, writer.finish()])], [1, resource])]);
}

test('spans by JSON, with the time of their arrival', async () => {
  const { started, clock, send } = await receiver();
  await clock.advance(1500);
  expect(await send(json(span))).toEqual({ status: 200, type: 'application/json', text: '{}' });
  expect(started.spans).toEqual([{ ...fact, at: 1500 }]);
});

test('spans by Protobuf, packed and not, whatever else is in them', async () => {
  const { started, send } = await receiver();
  const full = sent((writer) =>
    writer.tag(7, 1).fixed64(1n).tag(9, 2).bytes(pair('a', 'b')).tag(99, 5).fixed32(1).tag(5, 0).uint32(1),
  );
  expect(await send(full, protobuf)).toMatchObject({ status: 200, text: '' });
  expect(await send(gzipSync(sent()), { ...protobuf, 'content-encoding': 'gzip' })).toMatchObject({
    status: 200,
    type: 'application/x-protobuf',
  });
  expect(started.spans).toMatchObject([fact, fact]);
});

test('a root span has no parent; without a resource nobody is named', async () => {
  const { started, send } = await receiver();
  const root = { ...span, parentSpanId: '', kind: 'SPAN_KIND_CLIENT', traceId: traceId.toUpperCase() };
  await send(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [root] }] }] }));
  expect(started.spans).toMatchObject([
    { service: 'unknown_service', pod: undefined, parentSpanId: undefined, kind: 'client', traceId },
  ]);
});

test('metrics and logs are accepted', async () => {
  const { started, send } = await receiver();
  expect(await send('{}', {}, '/v1/metrics')).toMatchObject({ status: 200 });
  expect(await send('{}', {}, '/v1/logs')).toMatchObject({ status: 200 });
  expect(started.received).toBe(0);
});

test.each<[number, string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
  [400, 'no JSON', '{', {}],
  [400, 'JSON of another form', '[]', {}],
  [400, 'a list that is none', '{"resourceSpans":{}}', {}],
  [400, 'ids of another length', json({ ...span, spanId: '1234' }), {}],
  [400, 'no span id', json({ ...span, spanId: undefined }), {}],
  [400, 'a name that is no text', json({ ...span, name: 1 }), {}],
  [400, 'Protobuf that is cut', Buffer.from(sent()).subarray(0, -1), protobuf],
  [400, 'no gzip', 'x', { 'content-encoding': 'gzip' }],
  [413, 'too much', json(...Array.from({ length: 100 }, () => span)), {}],
  [413, 'too much once unpacked', gzipSync('x'.repeat(9000)), { 'content-encoding': 'gzip' }],
  [415, 'another encoding', 'x', { 'content-encoding': 'br' }],
  [415, 'another type', 'x', { 'content-type': 'text/plain' }],
])('%d for %s', async (status, _, body, headers) => {
  const { started, send } = await receiver({ maxBodyBytes: 8000 });
  expect(await send(body, headers)).toMatchObject({ status });
  expect(started).toMatchObject({ spans: [], received: 0, malformed: status === 400 ? 1 : 0 });
  expect(await send(json(span))).toMatchObject({ status: 200 });
});

test('other paths and methods', async () => {
  const { started, send } = await receiver();
  expect(await send('{}', {}, '/v1/spans')).toMatchObject({ status: 404 });
  expect(await fetch(`${started.endpoint}/v1/traces`)).toHaveProperty('status', 405);
});

test('the newest spans are kept, all are counted', async () => {
  const { started, send } = await receiver({ maxSpans: 10 });
  for (let i = 0; i < 25; i++) await send(json({ ...span, name: String(i) }));
  expect(started.received).toBe(25);
  expect(started.spans.map(({ name }) => Number(name))).toEqual(Array.from({ length: 10 }, (_, i) => 15 + i));
});

test('whatever the bytes, they are read or refused, and refused bytes leave nothing behind', () => {
  const whole = sent();
  const anyByte = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(anyByte, { maxLength: 5 }), fc.nat(whole.length), (changes, length) => {
      const bytes = Uint8Array.from(whole);
      for (const { at, byte } of changes) bytes[at] = byte;
      try {
        const spans = readProtobuf(bytes.subarray(0, length)).flatMap((resource) => resource.spans);
        return spans.every((it) => it.traceId.length === 32);
      } catch (error) {
        return error instanceof Error;
      }
    }),
  );
});
