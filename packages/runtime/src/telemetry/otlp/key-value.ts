import type { AttributeValue } from '../tracing/span/index.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/** Writes a `KeyValue` as a field. */
export function keyValue(writer: ProtobufWriter, field: number, key: string, value: AttributeValue): void {
  const message = writer.open(field);
  pair(writer, key, value);
  writer.close(message);
}

/** Writes the fields of a `KeyValue`. */
export function pair(writer: ProtobufWriter, key: string, value: AttributeValue): void {
  writer.string(1, key);
  anyValue(writer, 2, value);
}

function anyValue(writer: ProtobufWriter, field: number, value: AttributeValue): void {
  const message = writer.open(field);
  if (typeof value === 'string') writer.string(1, value);
  else if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0);
  else if (typeof value === 'number') number(writer, value);
  else if (value instanceof Uint8Array) writer.bytes(7, value);
  else if (value instanceof Map) {
    const map = writer.open(6);
    for (const [key, item] of value) keyValue(writer, 1, key, item);
    writer.close(map);
  } else if (Array.isArray(value)) {
    const array = writer.open(5);
    for (const item of value) anyValue(writer, 1, item);
    writer.close(array);
  }
  writer.close(message);
}

function number(writer: ProtobufWriter, value: number): void {
  if (Number.isSafeInteger(value)) writer.int64(3, value);
  else writer.double(4, value);
}
