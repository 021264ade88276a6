import { byLabel, single, type MetricSource } from './source.ts';

/** What a trace exporter says of itself (`Tracing.stats`). All but `queued` only grow. */
export interface SpanExporterStats {
  /** Spans that wait for export. */
  readonly queued: number;
  /** Spans that the collector accepted. */
  readonly exported: number;
  /** Spans lost, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Attempts that failed. */
  readonly failures: number;
}

/** Whether spans get through to the collector. */
export function spanExporterSource(stats: () => SpanExporterStats): MetricSource {
  return {
    name: 'span exporter',
    collect() {
      const { queued, exported, dropped, failures } = stats();
      return [
        single('seaworthy_spans_queued', queued),
        single('seaworthy_spans_exported_total', exported),
        byLabel('seaworthy_spans_dropped_total', 'reason', Object.entries(dropped)),
        single('seaworthy_span_export_failures_total', failures),
      ];
    },
  };
}
