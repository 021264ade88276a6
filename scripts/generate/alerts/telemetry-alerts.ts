import { m, pod, seriesOf, type Alert } from './alert.ts';

const spansDropped = m('seaworthy_spans_dropped_total');
const linesDropped = m('seaworthy_log_lines_dropped_total');
const overflowing = m('seaworthy_metrics_overflowing');
const collectionErrors = m('seaworthy_metrics_collection_errors_total');

const metric = { metric: m('http_server_request_duration_seconds') };
const full = { reason: 'queue full' };
const source = { source: 'user' };

/** What makes the other alerts blind. */
export const telemetryAlerts: readonly Alert[] = [
  {
    name: 'SeaworthySpansDropped',
    severity: 'warning',
    expr: `rate(${spansDropped}[5m]) > 0`,
    for: '5m',
    summary: '{{ $labels.instance }} loses spans: {{ $labels.reason }}',
    meaning: 'Traces are incomplete. Requests are not affected.',
    action:
      'See the log for why the collector does not take them. If it does, sample less or give it more room.',
    fires: {
      series: { [seriesOf(spansDropped, full)]: '0+10x20' },
      at: '15m',
      labels: { ...pod, ...full },
    },
    rendered: 'shop-1 loses spans: queue full',
    silent: { series: { [seriesOf(spansDropped, full)]: '5x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyLogLinesDropped',
    severity: 'warning',
    expr: `rate(${linesDropped}[5m]) > 0`,
    for: '5m',
    summary: '{{ $labels.instance }} loses log lines',
    meaning: 'Standard output does not take them as fast as they are written.',
    action: 'Log less, or see why the container runtime reads slowly: its disk is usual.',
    fires: { series: { [seriesOf(linesDropped)]: '0+10x20' }, at: '15m', labels: pod },
    rendered: 'shop-1 loses log lines',
    silent: { series: { [seriesOf(linesDropped)]: '5x20' }, at: '15m' },
  },
  {
    name: 'SeaworthyMetricOverflow',
    severity: 'warning',
    expr: `${overflowing} == 1`,
    for: '0m',
    summary: '{{ $labels.metric }} of {{ $labels.instance }} has met its bound on series',
    meaning: 'New label sets are no longer told apart; the sums stay right.',
    action: 'Find the label that has too many values, an id or a raw path, and give it fewer.',
    fires: { series: { [seriesOf(overflowing, metric)]: '1x20' }, at: '5m', labels: { ...pod, ...metric } },
    rendered: 'http_server_request_duration_seconds of shop-1 has met its bound on series',
    silent: { series: { [seriesOf(overflowing, metric)]: '0x20' }, at: '5m' },
  },
  {
    name: 'SeaworthyMetricsFailing',
    severity: 'warning',
    expr: `increase(${collectionErrors}[15m]) > 0`,
    for: '15m',
    summary: 'Metrics of {{ $labels.source }} fail in {{ $labels.instance }}',
    meaning: 'They are missing from the exposition.',
    action:
      'For `user`, see the callbacks of observable instruments: one throws, or takes longer than a second.',
    fires: {
      series: { [seriesOf(collectionErrors, source)]: '0+1x40' },
      at: '35m',
      labels: { ...pod, ...source },
    },
    rendered: 'Metrics of user fail in shop-1',
    silent: { series: { [seriesOf(collectionErrors, source)]: '0 0 1x40' }, at: '35m' },
  },
];
