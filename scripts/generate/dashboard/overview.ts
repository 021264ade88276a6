import type { MetricName } from '../../../packages/runtime/src/telemetry/metrics/definitions/index.ts';
import { chosen, type Panel } from './panel.ts';

const all = rate('http_server_request_duration_seconds', '_count');
const failed = rate('http_server_request_duration_seconds', '_count', ',http_response_status_code=~"5.."');

/** What to look at first: traffic, errors, durations, and how near each resource is to its limit. */
export const overview: readonly Panel[] = [
  {
    title: 'Requests',
    description: 'Requests answered a second, by route.',
    unit: 'reqps',
    queries: [
      {
        expr: `sum by (http_route) (${rate('http_server_request_duration_seconds', '_count')})`,
        legend: '{{http_route}}',
      },
    ],
  },
  {
    title: 'Errors',
    description: 'Share of requests answered with a server error.',
    unit: 'percentunit',
    queries: [
      {
        // Without the second sum a service that has never failed would show no data instead of 0.
        expr: `(sum(${failed}) or 0 * sum(${all})) / sum(${all})`,
        legend: 'errors',
      },
    ],
  },
  {
    title: 'Durations',
    description:
      'Median and 99th percentile of request durations. The points are exemplars: they lead to traces.',
    unit: 's',
    queries: [quantile(0.5), quantile(0.99)],
  },
  {
    title: 'Memory of its limit',
    description: 'Working set of the container as a share of its limit.',
    unit: 'percentunit',
    queries: [
      {
        expr: `${select('cgroup_memory_working_set_bytes')} / ${select('cgroup_memory_limit_bytes')}`,
        legend: '{{instance}}',
      },
    ],
  },
  {
    title: 'CPU periods throttled',
    description: 'Share of the CPU quota’s periods in which the container was stopped.',
    unit: 'percentunit',
    queries: [
      {
        expr: `${rate('cgroup_cpu_throttled_periods_total')} / ${rate('cgroup_cpu_periods_total')}`,
        legend: '{{instance}}',
      },
    ],
  },
  {
    title: 'Event loop busy',
    description: 'Utilisation of the event loop: at 1 the process can do no more.',
    unit: 'percentunit',
    queries: [
      {
        expr: rate('nodejs_eventloop_time_seconds_total', '', ',nodejs_eventloop_state="active"'),
        legend: '{{instance}}',
      },
    ],
  },
];

function quantile(q: number) {
  const buckets = rate('http_server_request_duration_seconds', '_bucket');
  return {
    expr: `histogram_quantile(${q}, sum by (le) (${buckets}))`,
    legend: `p${q * 100}`,
    exemplar: true,
  } as const;
}

function rate(name: MetricName, suffix: '' | '_count' | '_bucket' = '', matchers = ''): string {
  return `rate(${name}${suffix}{${chosen}${matchers}}[$__rate_interval])`;
}

function select(name: MetricName): string {
  return `${name}{${chosen}}`;
}
