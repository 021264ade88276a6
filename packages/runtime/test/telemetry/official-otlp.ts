import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

/** What is used of a message class that protobufjs made from OpenTelemetry's own definitions. */
interface Message {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: { longs: typeof String }): object;
}

const { ExportTraceServiceRequest, ExportTraceServiceResponse } = (
  root as unknown as {
    opentelemetry: {
      proto: {
        collector: {
          trace: { v1: { ExportTraceServiceRequest: Message; ExportTraceServiceResponse: Message } };
        };
      };
    };
  }
).opentelemetry.proto.collector.trace.v1;

/** A span in OTLP/JSON, as far as tests look at it. */
export interface JsonSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes?: readonly { readonly key: string; readonly value: object }[];
  readonly [field: string]: unknown;
}

/** A request in OTLP/JSON. */
export interface JsonTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly object[] };
    readonly scopeSpans: readonly { readonly scope: object; readonly spans: readonly JsonSpan[] }[];
  }[];
}

/** Protobuf as OpenTelemetry's own definitions read it, in the words of OTLP/JSON, without what is empty. */
export function decodeTraces(bytes: Uint8Array): JsonTraces {
  const message = ExportTraceServiceRequest.decode(bytes);
  return otlpJson(ExportTraceServiceRequest.toObject(message, { longs: String })) as JsonTraces;
}

/** A collector's answer. */
export function encodeTracesResponse(rejectedSpans: number, errorMessage: string): Uint8Array {
  return ExportTraceServiceResponse.encode({ partialSuccess: { rejectedSpans, errorMessage } }).finish();
}

/** All spans of a request. */
export function spansOf({ resourceSpans }: JsonTraces): JsonSpan[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** A span's attributes by name, their values without the type. */
export function attributesOf({ attributes = [] }: JsonSpan): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** Bytes as digits, no empty fields: the form that both encodings of OTLP can be brought to. */
export function otlpJson(value: unknown, key = ''): unknown {
  if (value instanceof Uint8Array)
    return Buffer.from(value).toString(key === 'bytesValue' ? 'base64' : 'hex');
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map((item) => otlpJson(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, otlpJson(item, name)] as const);
  return Object.fromEntries(entries.filter(([name, item]) => !isDefault(name, item)));
}

/** Of an attribute's value the empty one counts too. */
function isDefault(name: string, item: unknown): boolean {
  if (name === 'value' || name.endsWith('Value')) return Array.isArray(item);
  if (Array.isArray(item)) return item.length === 0;
  const isEmptyMessage = typeof item === 'object' && item !== null && Object.keys(item).length === 0;
  return item === 0 || item === '' || item === undefined || isEmptyMessage;
}
