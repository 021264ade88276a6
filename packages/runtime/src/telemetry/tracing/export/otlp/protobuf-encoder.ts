import { SpanStatusCode } from '@opentelemetry/api';
import { keyValue, pair, ProtobufWriter } from '../../../otlp/index.ts';
import type { AttributeList, RecordedSpan, SpanEvent, SpanLink } from '../../span/index.ts';
import { byScope, spanFlags, type SpanBatch, type SpanEncoder } from './encoder.ts';
import { PairCache } from './pair-cache.ts';
import { RepeatedList } from './repeated-list.ts';

/** Encodes spans of `resource` as protobuf. Field numbers are those of opentelemetry-proto 1.x. */
export function protobufEncoder(resource: AttributeList): SpanEncoder {
  const writer = new ProtobufWriter();
  const message = writer.open(1);
  attributes(writer, 1, resource);
  writer.close(message);
  const encodedResource = writer.finish();
  const spare = [writer];
  return {
    contentType: 'application/x-protobuf',
    begin: () => new ProtobufBatch(encodedResource, spare),
  };
}

class ProtobufBatch implements SpanBatch {
  size = 0;
  readonly #spare: ProtobufWriter[];
  readonly #writer: ProtobufWriter;
  readonly #resourceSpans: number;
  #body: Uint8Array | undefined = undefined;

  /** @param spare writers whose memory can be used again; gets this one's back */
  constructor(resource: Uint8Array, spare: ProtobufWriter[]) {
    this.#spare = spare;
    this.#writer = spare.pop() ?? new ProtobufWriter();
    this.#resourceSpans = this.#writer.open(1);
    this.#writer.raw(resource);
  }

  add(spans: readonly RecordedSpan[]): void {
    const { position } = this.#writer;
    try {
      this.#write(spans);
    } catch (error) {
      this.#writer.rewind(position);
      throw error;
    }
    this.size += spans.length;
  }

  finish(): Uint8Array {
    this.#body ??= this.#end();
    return this.#body;
  }

  #write(spans: readonly RecordedSpan[]): void {
    const writer = this.#writer;
    for (const [{ name, version }, group] of byScope(spans)) {
      const scopeSpans = writer.open(2);
      const scope = writer.open(1);
      writer.string(1, name);
      if (version !== '') writer.string(2, version);
      writer.close(scope);
      for (const one of group) span(writer, one);
      writer.close(scopeSpans);
    }
  }

  #end(): Uint8Array {
    this.#writer.close(this.#resourceSpans);
    const body = this.#writer.finish();
    if (this.#spare.length === 0) this.#spare.push(this.#writer);
    return body;
  }
}

function span(writer: ProtobufWriter, value: RecordedSpan): void {
  const message = writer.open(2);
  writer.hex(1, value.traceId);
  writer.hex(2, value.spanId);
  const state = value.traceState?.serialize();
  if (state) writer.string(3, state);
  if (value.parentSpanId !== '') writer.hex(4, value.parentSpanId);
  writer.string(5, value.name);
  // OTLP counts kinds from 1; 0 is unspecified.
  writer.varint(6, value.kind + 1);
  writer.unixNano(7, value.startTime);
  writer.unixNano(8, value.endTime);
  repeated.write(writer, value.attributes);
  count(writer, 10, value.droppedAttributes);
  if (value.events !== undefined) for (const one of value.events) event(writer, one);
  count(writer, 12, value.droppedEvents);
  if (value.links !== undefined) for (const one of value.links) link(writer, one);
  count(writer, 14, value.droppedLinks);
  if (value.status !== SpanStatusCode.UNSET) {
    const status = writer.open(15);
    if (value.statusMessage !== '') writer.string(2, value.statusMessage);
    writer.varint(3, value.status);
    writer.close(status);
  }
  writer.fixed32(16, spanFlags(value.traceFlags, value.parentIsRemote));
  writer.close(message);
}

function event(writer: ProtobufWriter, value: SpanEvent): void {
  const message = writer.open(11);
  writer.unixNano(1, value.time);
  writer.string(2, value.name);
  attributes(writer, 3, value.attributes);
  count(writer, 4, value.droppedAttributes);
  writer.close(message);
}

function link(writer: ProtobufWriter, { context, ...value }: SpanLink): void {
  const message = writer.open(13);
  writer.hex(1, context.traceId);
  writer.hex(2, context.spanId);
  const state = context.traceState?.serialize();
  if (state) writer.string(3, state);
  attributes(writer, 4, value.attributes);
  count(writer, 5, value.droppedAttributes);
  writer.fixed32(6, spanFlags(context.traceFlags, context.isRemote === true));
  writer.close(message);
}

function attributes(writer: ProtobufWriter, field: number, list: AttributeList): void {
  for (let i = 0; i < list.length; i += 2) {
    const value = list[i + 1];
    if (value === undefined) continue;
    const key = list[i] as string;
    const encoded = typeof value === 'object' ? undefined : pairs.encoded(key, value);
    if (encoded !== undefined) writer.bytes(field, encoded);
    else keyValue(writer, field, key, value);
  }
}

const repeated = new RepeatedList((writer, list) => attributes(writer, 9, list));

const pairs = new PairCache(pair);

function count(writer: ProtobufWriter, field: number, value: number): void {
  if (value !== 0) writer.varint(field, value);
}
