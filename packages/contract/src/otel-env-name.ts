/**
 * Environment variables of the OpenTelemetry specification that the runtime reads for traces and metrics, with its names and
 * defaults (specification/configuration/sdk-environment-variables.md, specification/protocol/exporter.md). Durations
 * are whole milliseconds.
 */
export const OtelEnvName = {
  /** `true`: no span is recorded and no metric pushed; propagation and `/metrics` stay. Default `false`. */
  sdkDisabled: 'OTEL_SDK_DISABLED',
  /** `service.name`, before every other source. */
  serviceName: 'OTEL_SERVICE_NAME',
  /** Resource attributes, `key=value,key=value`, values percent-encoded. */
  resourceAttributes: 'OTEL_RESOURCE_ATTRIBUTES',
  /**
   * List of `tracecontext`, `baggage`, `b3`, `b3multi` or `none`: all are written; of a trace that comes in several forms, the last
   * of the list counts. Default `tracecontext,baggage`.
   */
  propagators: 'OTEL_PROPAGATORS',
  /**
   * `always_on`, `always_off`, `traceidratio`, `parentbased_always_on` (the default), `parentbased_always_off` or
   * `parentbased_traceidratio`.
   */
  tracesSampler: 'OTEL_TRACES_SAMPLER',
  /** Probability from 0 to 1 for the ratio samplers. Default 1. */
  tracesSamplerArg: 'OTEL_TRACES_SAMPLER_ARG',
  /** `otlp`, `console` or `none`. Ours: without it and without an endpoint nothing is exported. */
  tracesExporter: 'OTEL_TRACES_EXPORTER',
  /** `otlp` pushes metrics too; `prometheus` (the default) and `none` leave it at `/metrics`, which is always there. */
  metricsExporter: 'OTEL_METRICS_EXPORTER',
  /** Time between two pushes. Default 60000. */
  metricExportInterval: 'OTEL_METRIC_EXPORT_INTERVAL',
  /** Longest time for one push. Default 30000. */
  metricExportTimeout: 'OTEL_METRIC_EXPORT_TIMEOUT',
  /** Full address for metrics, used as it stands. */
  otlpMetricsEndpoint: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  /** Headers for metrics, added to `OTEL_EXPORTER_OTLP_HEADERS`. */
  otlpMetricsHeaders: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
  /** As `OTEL_EXPORTER_OTLP_TIMEOUT`, for metrics; outweighs it. */
  otlpMetricsTimeout: 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
  /** As `OTEL_EXPORTER_OTLP_COMPRESSION`, for metrics; outweighs it. */
  otlpMetricsCompression: 'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
  /** As `OTEL_EXPORTER_OTLP_CERTIFICATE`, for metrics; outweighs it. */
  otlpMetricsCertificate: 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
  /** Base address of the collector; `/v1/traces` or `/v1/metrics` is appended. Default `http://localhost:4318`. */
  otlpEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  /** Full address for traces, used as it stands. */
  otlpTracesEndpoint: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  /** Request headers, `key=value,key=value`, values percent-encoded. */
  otlpHeaders: 'OTEL_EXPORTER_OTLP_HEADERS',
  /** Headers for traces, added to `OTEL_EXPORTER_OTLP_HEADERS`. */
  otlpTracesHeaders: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  /** Longest wait for one request. Default 10000. */
  otlpTimeout: 'OTEL_EXPORTER_OTLP_TIMEOUT',
  /** As `OTEL_EXPORTER_OTLP_TIMEOUT`, for traces; outweighs it. */
  otlpTracesTimeout: 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
  /** `gzip` or `none`. Default `none`. */
  otlpCompression: 'OTEL_EXPORTER_OTLP_COMPRESSION',
  /** As `OTEL_EXPORTER_OTLP_COMPRESSION`, for traces; outweighs it. */
  otlpTracesCompression: 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION',
  /** `http/protobuf` (the default) or `http/json`, for traces; metrics are always pushed as protobuf. */
  otlpProtocol: 'OTEL_EXPORTER_OTLP_PROTOCOL',
  /** As `OTEL_EXPORTER_OTLP_PROTOCOL`, for traces; outweighs it. */
  otlpTracesProtocol: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  /** Path of a PEM file with the authorities to trust. Default: Node's own. */
  otlpCertificate: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
  /** As `OTEL_EXPORTER_OTLP_CERTIFICATE`, for traces; outweighs it. */
  otlpTracesCertificate: 'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE',
  /** Time between two exports. Default 5000. */
  bspScheduleDelay: 'OTEL_BSP_SCHEDULE_DELAY',
  /** Longest time for one batch, retries included. Default 30000. */
  bspExportTimeout: 'OTEL_BSP_EXPORT_TIMEOUT',
  /** Ended spans kept for export; further ones are dropped. Default 2048. */
  bspMaxQueueSize: 'OTEL_BSP_MAX_QUEUE_SIZE',
  /** Spans in one request. Default 512. */
  bspMaxExportBatchSize: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
  /** Longest text of an attribute. Default: no limit. */
  attributeValueLengthLimit: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  /** Attributes of anything. Default 128. */
  attributeCountLimit: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
  /** As `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`, for spans; outweighs it. */
  spanAttributeValueLengthLimit: 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  /** As `OTEL_ATTRIBUTE_COUNT_LIMIT`, for spans; outweighs it. */
  spanAttributeCountLimit: 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
  /** Events of a span. Default 128. */
  spanEventCountLimit: 'OTEL_SPAN_EVENT_COUNT_LIMIT',
  /** Links of a span. Default 128. */
  spanLinkCountLimit: 'OTEL_SPAN_LINK_COUNT_LIMIT',
  /** Attributes of an event. Default: as for anything. */
  eventAttributeCountLimit: 'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
  /** Attributes of a link. Default: as for anything. */
  linkAttributeCountLimit: 'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
} as const;
