import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { sentSpan, type SentResource, type SentSpan } from './sent-spans.ts';

/**
 * Reads an ExportTraceServiceRequest in Protobuf (opentelemetry/proto/collector/trace/v1/trace_service.proto). Eight
 * fields are needed of some hundred, so they are read by their numbers on the wire format of a kept library: definitions
 * for all of them would have to be generated, or come with a library that compiles them at run time.
 *
 * @throws for what is not such a message
 */
export function readProtobuf(bytes: Uint8Array): SentResource[] {
  const resources: SentResource[] = [];
  eachField(bytes, { 1: (value) => resources.push(readResourceSpans(value)) });
  return resources;
}

/** ResourceSpans: 1 resource, 2 scope_spans. */
function readResourceSpans(bytes: Uint8Array): SentResource {
  const attributes = new Map<string, string>();
  const spans: SentSpan[] = [];
  eachField(bytes, {
    // Resource: 1 attributes.
    1: (resource) => eachField(resource, { 1: (pair) => readAttribute(pair, attributes) }),
    // ScopeSpans: 2 spans.
    2: (scope) => eachField(scope, { 2: (span) => spans.push(readSpan(span)) }),
  });
  return { attributes, spans };
}

/** KeyValue: 1 key, 2 value; AnyValue: 1 string_value. */
function readAttribute(bytes: Uint8Array, attributes: Map<string, string>): void {
  let key = '';
  let text: string | undefined;
  eachField(bytes, {
    1: (value) => (key = textOf(value)),
    2: (any) => eachField(any, { 1: (value) => (text = textOf(value)) }),
  });
  if (text !== undefined) attributes.set(key, text);
}

/** Span: 1 trace_id, 2 span_id, 4 parent_span_id, 5 name, 6 kind. */
function readSpan(bytes: Uint8Array): SentSpan {
  const span = { traceId: '', spanId: '', parentSpanId: '', name: '', kind: 0 };
  eachField(
    bytes,
    {
      1: (value) => (span.traceId = hexOf(value)),
      2: (value) => (span.spanId = hexOf(value)),
      4: (value) => (span.parentSpanId = hexOf(value)),
      5: (value) => (span.name = textOf(value)),
    },
    { 6: (value) => (span.kind = value) },
  );
  return sentSpan(span);
}

type Takers<Value> = Readonly<Record<number, (value: Value) => unknown>>;

/** Hands over the known fields of a message. A field of another wire type than its own counts as unknown, as Protobuf has it. */
function eachField(bytes: Uint8Array, takers: Takers<Uint8Array>, numbers: Takers<number> = {}): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const take = takers[field];
    const takeNumber = numbers[field];
    if (take !== undefined && type === WireType.LengthDelimited) take(reader.bytes());
    else if (takeNumber !== undefined && type === WireType.Varint) takeNumber(reader.int32());
    else reader.skip(type, field);
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
