import type { Definition } from './definition.ts';

const standard = 'Standard name of Prometheus’ client libraries';
const promClient = 'Name of prom-client, which published Node dashboards expect';
const window = 'perf_hooks.monitorEventLoopDelay less its own period, over the last 30 to 60 s';

/** The process and its JavaScript engine. */
export const process = {
  process_cpu_seconds_total: {
    type: 'counter',
    help: 'CPU time spent.',
    unit: 'seconds',
    source: `${standard}; process.cpuUsage().`,
  },
  process_cpu_user_seconds_total: {
    type: 'counter',
    help: 'CPU time spent in user code.',
    unit: 'seconds',
    source: `${promClient}.`,
  },
  process_cpu_system_seconds_total: {
    type: 'counter',
    help: 'CPU time spent in the kernel.',
    unit: 'seconds',
    source: `${promClient}.`,
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Resident memory.',
    unit: 'bytes',
    source: `${standard}; process.memoryUsage().rss.`,
  },
  process_start_time_seconds: {
    type: 'gauge',
    across: 'primary',
    help: 'Start of the process, in seconds since the Unix epoch.',
    unit: 'seconds',
    source: `${standard}.`,
  },
  process_open_fds: {
    type: 'gauge',
    help: 'Open file descriptors.',
    source: `${standard}; entries of /proc/self/fd, Linux only.`,
  },
  nodejs_eventloop_lag_p50_seconds: {
    type: 'gauge',
    across: 'max',
    help: 'Median delay of the event loop.',
    unit: 'seconds',
    otel: { name: 'nodejs.eventloop.delay.p50', unit: 's' },
    source: `${promClient}; ${window}.`,
  },
  nodejs_eventloop_lag_p99_seconds: {
    type: 'gauge',
    across: 'max',
    help: '99th percentile of the delay of the event loop.',
    unit: 'seconds',
    otel: { name: 'nodejs.eventloop.delay.p99', unit: 's' },
    source: `${promClient}; ${window}.`,
  },
  nodejs_eventloop_lag_max_seconds: {
    type: 'gauge',
    across: 'max',
    help: 'Longest delay of the event loop.',
    unit: 'seconds',
    otel: { name: 'nodejs.eventloop.delay.max', unit: 's' },
    source: `${promClient}; ${window}.`,
  },
  nodejs_eventloop_time_seconds_total: {
    type: 'counter',
    help: 'Time that the event loop was in each state; the rate of `active` is its utilisation.',
    unit: 'seconds',
    labels: { 'nodejs.eventloop.state': '`active` or `idle`.' },
    otel: { name: 'nodejs.eventloop.time', unit: 's' },
    source:
      'Semantic conventions for Node.js; performance.eventLoopUtilization(). A counter, so that several scrapers get ' +
      'the same utilisation.',
  },
  nodejs_gc_duration_seconds: {
    type: 'histogram',
    help: 'Duration of garbage collections.',
    unit: 'seconds',
    labels: { kind: '`minor`, `major`, `incremental` or `weakcb`.' },
    bounds: [0.001, 0.01, 0.1, 1, 2, 5],
    source: `${promClient}, with its buckets; PerformanceObserver of \`gc\`.`,
  },
  nodejs_heap_size_used_bytes: {
    type: 'gauge',
    help: 'Heap in use.',
    unit: 'bytes',
    source: `${promClient}; process.memoryUsage().heapUsed.`,
  },
  nodejs_heap_size_total_bytes: {
    type: 'gauge',
    help: 'Heap that V8 holds.',
    unit: 'bytes',
    source: `${promClient}; process.memoryUsage().heapTotal.`,
  },
  nodejs_heap_size_limit_bytes: {
    type: 'gauge',
    help: 'Heap at which V8 gives up.',
    unit: 'bytes',
    source: 'Beside the two above; v8.getHeapStatistics().heap_size_limit.',
  },
  nodejs_heap_space_size_used_bytes: {
    type: 'gauge',
    help: 'Heap in use, by space.',
    unit: 'bytes',
    labels: { space: 'V8’s name of the space, less `_space`.' },
    source: `${promClient}; v8.getHeapSpaceStatistics().`,
  },
  nodejs_heap_space_size_total_bytes: {
    type: 'gauge',
    help: 'Heap that V8 holds, by space.',
    unit: 'bytes',
    labels: { space: 'V8’s name of the space, less `_space`.' },
    source: `${promClient}; v8.getHeapSpaceStatistics().`,
  },
  nodejs_external_memory_bytes: {
    type: 'gauge',
    help: 'Memory outside the heap that objects of it hold.',
    unit: 'bytes',
    source: `${promClient}; process.memoryUsage().external, which contains arrayBuffers.`,
  },
  nodejs_array_buffers_bytes: {
    type: 'gauge',
    help: 'Memory of ArrayBuffers and Buffers.',
    unit: 'bytes',
    source: 'Beside the one above; process.memoryUsage().arrayBuffers.',
  },
  nodejs_active_resources: {
    type: 'gauge',
    help: 'What keeps the event loop alive, by type.',
    labels: { type: 'Type of the resource, such as `TCPSocketWrap` or `Timeout`.' },
    source: `${promClient}; process.getActiveResourcesInfo().`,
  },
} as const satisfies Record<string, Definition>;
