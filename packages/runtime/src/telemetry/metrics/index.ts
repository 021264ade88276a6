/** Metrics: ours written for the hot path, users' by the OpenTelemetry API, both told in one exposition. */
export { metricDefinitions, metricGroups, type Definition, type MetricName } from './definitions/index.ts';
export type { Exposition } from './exposition/index.ts';
export type { Exemplar, Family, HistogramPoint, MetricType, NumberPoint, Point } from './family.ts';
export type { HttpClientMetrics } from './http/client.ts';
export type { HttpServerMetrics } from './http/server.ts';
export { logDropsSource } from './sources/log-drops.ts';
export type { MetricSource } from './sources/source.ts';
export { spanExporterSource, type SpanExporterStats } from './sources/span-exporter.ts';
export { startMetrics, type Metrics, type MetricsOptions } from './start-metrics.ts';
