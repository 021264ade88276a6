/** Metrics: ours written for the hot path, users' by the OpenTelemetry API, both told in one exposition. */
export type { ClientRequest } from './http/client.ts';
export type { HttpServerMetrics } from './http/server.ts';
export type { StoreMetric } from './definitions/index.ts';
export { instrument } from './instrument.ts';
export { logDropsSource } from './sources/log-drops.ts';
export { spanExporterSource } from './sources/span-exporter.ts';
export { workerRunsSource } from './sources/worker-runs.ts';
export { startMetrics, type Metrics, type OtherProcesses } from './start-metrics.ts';
export { fromWire, totalsOf, toWire, type WireFamily } from './across/index.ts';
export type { Family } from './family.ts';
