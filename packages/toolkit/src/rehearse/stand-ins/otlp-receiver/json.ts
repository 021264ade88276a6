import { kinds, sentSpan, type SentResource, type SentSpan } from './sent-spans.ts';

/**
 * Reads an ExportTraceServiceRequest in OTLP/JSON: ids are hexadecimal digits, enums are numbers (OTLP specification,
 * JSON Protobuf Encoding). Names of enums, which other JSON of Protobuf has, are read too.
 *
 * @throws for what is not such a message
 */
export function readJson(text: string): SentResource[] {
  return list(record(JSON.parse(text))['resourceSpans']).map((item) => {
    const { resource, scopeSpans } = record(item);
    return {
      attributes: readAttributes(list(record(resource)['attributes'])),
      spans: list(scopeSpans).flatMap((scope) => list(record(scope)['spans']).map(readSpan)),
    };
  });
}

function readAttributes(pairs: readonly unknown[]): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const pair of pairs) {
    const { key, value } = record(pair);
    const { stringValue } = record(value);
    if (typeof stringValue === 'string') attributes.set(text(key), stringValue);
  }
  return attributes;
}

function readSpan(item: unknown): SentSpan {
  const span = record(item);
  return sentSpan({
    traceId: text(span['traceId']),
    spanId: text(span['spanId']),
    parentSpanId: text(span['parentSpanId']),
    name: text(span['name']),
    kind: kindOf(span['kind']),
  });
}

function kindOf(value: unknown): number {
  if (typeof value === 'string')
    return kinds.findIndex((kind) => value === `SPAN_KIND_${kind.toUpperCase()}`);
  return Number(value ?? 0);
}

/** A field that is not there is empty, and so is `null`; of another type it is a fault. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('an object was expected');
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('a list was expected');
  return value;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new Error('a text was expected');
  return value;
}
