import type { AttributeList, AttributeValue, RecordedSpan } from '../../span/index.ts';
import { byScope, spanFlags, type SpanBatch, type SpanEncoder } from './encoder.ts';

/** Encodes spans of `resource` as OTLP/JSON: ids as hexadecimal digits, 64-bit numbers as text, enums as numbers. */
export function jsonEncoder(resource: AttributeList): SpanEncoder {
  const encodedResource = JSON.stringify({ attributes: attributes(resource) });
  return { contentType: 'application/json', begin: () => new JsonBatch(encodedResource) };
}

class JsonBatch implements SpanBatch {
  size = 0;
  readonly #resource: string;
  #scopeSpans: string[] = [];
  #body: Uint8Array | undefined = undefined;

  constructor(resource: string) {
    this.#resource = resource;
  }

  add(spans: readonly RecordedSpan[]): void {
    const groups = Array.from(byScope(spans), ([scope, group]) =>
      JSON.stringify({ scope, spans: group.map(span) }),
    );
    this.#scopeSpans.push(...groups);
    this.size += spans.length;
  }

  finish(): Uint8Array {
    this.#body ??= Buffer.from(
      `{"resourceSpans":[{"resource":${this.#resource},"scopeSpans":[${this.#scopeSpans.join(',')}]}]}`,
    );
    this.#scopeSpans = [];
    return this.#body;
  }
}

function span(value: RecordedSpan) {
  return {
    traceId: value.traceId,
    spanId: value.spanId,
    traceState: value.traceState?.serialize(),
    parentSpanId: value.parentSpanId === '' ? undefined : value.parentSpanId,
    flags: spanFlags(value.traceFlags, value.parentIsRemote),
    name: value.name,
    kind: value.kind + 1,
    startTimeUnixNano: unixNano(value.startTime),
    endTimeUnixNano: unixNano(value.endTime),
    attributes: attributes(value.attributes),
    droppedAttributesCount: value.droppedAttributes,
    events: value.events?.map(({ name, time, ...event }) => ({
      timeUnixNano: unixNano(time),
      name,
      attributes: attributes(event.attributes),
      droppedAttributesCount: event.droppedAttributes,
    })),
    droppedEventsCount: value.droppedEvents,
    links: value.links?.map(({ context, ...link }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      traceState: context.traceState?.serialize(),
      flags: spanFlags(context.traceFlags, context.isRemote === true),
      attributes: attributes(link.attributes),
      droppedAttributesCount: link.droppedAttributes,
    })),
    droppedLinksCount: value.droppedLinks,
    status: { code: value.status, message: value.statusMessage === '' ? undefined : value.statusMessage },
  };
}

function attributes(list: AttributeList) {
  const pairs = [];
  for (let i = 0; i < list.length; i += 2) {
    const value = list[i + 1];
    if (value !== undefined) pairs.push({ key: list[i] as string, value: anyValue(value) });
  }
  return pairs;
}

function anyValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return number(value);
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (value instanceof Map)
    return {
      kvlistValue: { values: Array.from(value, ([key, item]) => ({ key, value: anyValue(item) })) },
    };
  return { arrayValue: { values: (value as readonly AttributeValue[]).map(anyValue) } };
}

/** JSON knows no NaN and no infinity: the protobuf mapping writes them as text. */
function number(value: number): object {
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function unixNano(ms: number): string {
  const seconds = Math.floor(ms / 1e3);
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round((ms - seconds * 1e3) * 1e6)));
}
