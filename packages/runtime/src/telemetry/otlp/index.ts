/** OTLP over HTTP to a collector, whatever the signal: its settings, the connection, what a reply means, and protobuf. */
export { httpSender, type BatchSender } from './http-sender.ts';
export { keyValue, pair } from './key-value.ts';
export { otlpSettings, statedEndpoint, type OtlpSettings } from './otlp-settings.ts';
export { ProtobufWriter } from './protobuf-writer.ts';
export { judge, type Reply } from './reply.ts';
