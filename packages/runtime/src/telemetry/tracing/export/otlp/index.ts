/** The OpenTelemetry protocol's messages for traces. */
export type { SpanBatch, SpanEncoder } from './encoder.ts';
export { jsonEncoder } from './json-encoder.ts';
export { protobufEncoder } from './protobuf-encoder.ts';
