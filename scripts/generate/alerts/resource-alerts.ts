import { m, pod, seriesOf, type Alert } from './alert.ts';

const lag = m('nodejs_eventloop_lag_p99_seconds');
const workingSet = m('cgroup_memory_working_set_bytes');
const memoryLimit = m('cgroup_memory_limit_bytes');
const heapUsed = m('nodejs_heap_size_used_bytes');
const heapLimit = m('nodejs_heap_size_limit_bytes');
const periods = m('cgroup_cpu_periods_total');
const throttled = m('cgroup_cpu_throttled_periods_total');

/** What a pod is short of. */
export const resourceAlerts: readonly Alert[] = [
  {
    name: 'SeaworthyEventLoopDelay',
    severity: 'warning',
    expr: `${lag} > 0.1`,
    for: '5m',
    summary: 'The event loop of {{ $labels.instance }} is {{ $value | humanizeDuration }} late',
    meaning: 'Synchronous work blocks the loop: every request of the pod waits for it.',
    action:
      'See whether the container is throttled (SeaworthyCpuThrottled); if not, take a CPU profile and move the work it ' +
      'shows to a worker thread, or into smaller parts.',
    fires: { series: { [seriesOf(lag)]: '0.3x20' }, at: '10m', labels: pod },
    rendered: 'The event loop of shop-1 is 300ms late',
    silent: { series: { [seriesOf(lag)]: '0.05x20' }, at: '10m' },
  },
  {
    name: 'SeaworthyMemoryNearLimit',
    severity: 'warning',
    expr: `${workingSet} / ${memoryLimit} > 0.9`,
    for: '5m',
    summary: '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory limit',
    meaning: 'At the limit the kernel kills the container, and its requests are lost.',
    action:
      'Compare heap, array buffers and resident memory to see which of them grows. Growth without end is a leak: take a ' +
      'heap snapshot. Else raise the limit.',
    fires: {
      series: { [seriesOf(workingSet)]: '390x20', [seriesOf(memoryLimit)]: '400x20' },
      at: '10m',
      labels: pod,
    },
    rendered: 'shop-1 uses 97.5% of its memory limit',
    silent: {
      series: { [seriesOf(workingSet)]: '350x20', [seriesOf(memoryLimit)]: '400x20' },
      at: '10m',
    },
  },
  {
    name: 'SeaworthyHeapNearLimit',
    severity: 'warning',
    expr: `${heapUsed} / ${heapLimit} > 0.9`,
    for: '5m',
    summary: '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its heap',
    meaning: 'Garbage collection takes more and more time; at the limit V8 ends the process.',
    action:
      'Take a heap snapshot and see what grows. If nothing does, raise the memory limit and the heap with it.',
    fires: {
      series: { [seriesOf(heapUsed)]: '95x20', [seriesOf(heapLimit)]: '100x20' },
      at: '10m',
      labels: pod,
    },
    rendered: 'shop-1 uses 95% of its heap',
    silent: { series: { [seriesOf(heapUsed)]: '80x20', [seriesOf(heapLimit)]: '100x20' }, at: '10m' },
  },
  {
    name: 'SeaworthyCpuThrottled',
    severity: 'warning',
    expr: `rate(${throttled}[5m]) / rate(${periods}[5m]) > 0.25`,
    for: '10m',
    summary: '{{ $labels.instance }} is throttled in {{ $value | humanizePercentage }} of CPU periods',
    meaning:
      'The CPU limit stops the process for up to 100 ms at a time, which shows in the slowest requests.',
    action: 'Raise or remove the CPU limit, or run more replicas.',
    fires: {
      series: { [seriesOf(periods)]: '0+600x30', [seriesOf(throttled)]: '0+300x30' },
      at: '20m',
      labels: pod,
    },
    rendered: 'shop-1 is throttled in 50% of CPU periods',
    silent: {
      series: { [seriesOf(periods)]: '0+600x30', [seriesOf(throttled)]: '0+60x30' },
      at: '20m',
    },
  },
];
