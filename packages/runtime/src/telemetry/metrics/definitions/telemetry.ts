import type { Definition } from './definition.ts';

/** Whether telemetry itself gets through. */
export const telemetry = {
  seaworthy_spans_queued: {
    type: 'gauge',
    help: 'Spans that wait for export.',
    source: 'The trace exporter. Absent while traces are not exported.',
  },
  seaworthy_spans_exported_total: {
    type: 'counter',
    help: 'Spans that the collector accepted.',
    source: 'The trace exporter.',
  },
  seaworthy_spans_dropped_total: {
    type: 'counter',
    help: 'Spans lost.',
    labels: { reason: 'Why, such as `queue full`, `unavailable` or `refused`.' },
    source: 'The trace exporter.',
  },
  seaworthy_span_export_failures_total: {
    type: 'counter',
    help: 'Attempts to export spans that failed.',
    source: 'The trace exporter.',
  },
  seaworthy_log_lines_dropped_total: {
    type: 'counter',
    help: 'Log lines lost because standard output did not take them.',
    source: 'The logger.',
  },
  seaworthy_metrics_overflowing: {
    type: 'gauge',
    across: 'max',
    help: 'Whether a metric has met its bound on series, so that new label sets share one series: 1.',
    labels: { metric: 'Name of the metric.' },
    source:
      'The series labelled `otel_metric_overflow="true"`; in a histogram its `_count` says how much it took.',
  },
  seaworthy_metrics_collection_errors_total: {
    type: 'counter',
    help: 'Sources of metrics that failed while being collected.',
    labels: { source: 'Name of the source; `user` for the service’s own.' },
    source: 'The collection itself.',
  },
} as const satisfies Record<string, Definition>;
