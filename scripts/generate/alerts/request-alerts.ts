import { m, seriesOf, type Alert } from './alert.ts';

const duration = m('http_server_request_duration_seconds');
const requests = `${duration}_count`;
const buckets = `${duration}_bucket`;
const ok = { http_response_status_code: '200' };
const failed = { http_response_status_code: '500' };
const perService = { namespace: 'shop', job: 'shop' };

/** What a service's users notice. */
export const requestAlerts: readonly Alert[] = [
  {
    name: 'SeaworthyErrorRate',
    severity: 'critical',
    expr:
      `sum by (namespace, job) (rate(${requests}{http_response_status_code=~"5.."}[5m]))\n` +
      `  / sum by (namespace, job) (rate(${requests}[5m])) > 0.05`,
    for: '5m',
    summary: '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests',
    meaning: 'More than one request in twenty is answered with a server error.',
    action:
      'See which routes fail (http_route), then the log lines of level error and the traces that exemplars lead to. ' +
      'If it began with a rollout, roll back first.',
    fires: {
      series: { [seriesOf(requests, ok)]: '0+90x20', [seriesOf(requests, failed)]: '0+10x20' },
      at: '15m',
      labels: perService,
    },
    rendered: 'shop fails 10% of its requests',
    silent: {
      series: { [seriesOf(requests, ok)]: '0+99x20', [seriesOf(requests, failed)]: '0+1x20' },
      at: '15m',
    },
  },
  {
    name: 'SeaworthyLatency',
    severity: 'warning',
    expr: `histogram_quantile(0.99, sum by (namespace, job, le) (rate(${buckets}[5m]))) > 1`,
    for: '10m',
    summary: '{{ $labels.job }} takes {{ $value | humanizeDuration }} for one request in a hundred',
    meaning: 'The 99th percentile of request durations is above one second.',
    action:
      'Compare with event-loop delay, CPU throttling and the durations of outgoing requests, in this order: the first ' +
      'that rose is the cause.',
    fires: {
      series: {
        [seriesOf(buckets, { le: '1.0' })]: '0+90x30',
        [seriesOf(buckets, { le: '2.5' })]: '0+100x30',
        [seriesOf(buckets, { le: '+Inf' })]: '0+100x30',
      },
      at: '25m',
      labels: perService,
    },
    rendered: 'shop takes 2.35s for one request in a hundred',
    silent: {
      series: {
        [seriesOf(buckets, { le: '1.0' })]: '0+100x30',
        [seriesOf(buckets, { le: '2.5' })]: '0+100x30',
        [seriesOf(buckets, { le: '+Inf' })]: '0+100x30',
      },
      at: '25m',
    },
  },
];
