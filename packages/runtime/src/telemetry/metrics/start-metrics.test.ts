import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventBus } from '../../events.ts';
import { VirtualClock } from '../../testing/index.ts';
import { metricDefinitions, storeMetrics } from './definitions/index.ts';
import type { Family } from './family.ts';
import { logDropsSource, spanExporterSource, startMetrics, workerRunsSource, type Metrics } from './index.ts';

let bus: EventBus;
let metrics: Metrics;
beforeEach(() => {
  bus = new EventBus();
  metrics = startMetrics({
    service: 'shop',
    version: '1.2.3',
    bus,
    clock: new VirtualClock(),
    env: { POD_NAME: 'shop-1' },
    seriesLimit: 3,
    cgroup: {
      readMemory: () => ({
        usageBytes: 3,
        inactiveFileBytes: 1,
        reclaimableBytes: 1,
        limitBytes: 4,
        events: { max: 1, oomKill: 0 },
        underOom: false,
      }),
      readMemoryPressure: () => ({ some: { share10: 0, totalMicros: 1 } }),
      readCpuPressure: () => ({ some: { share10: 0, totalMicros: 1 } }),
      readCpuQuota: () => 0.5,
      readCpuStat: () => ({ usageMicros: 1, periods: 1, throttledPeriods: 1, throttledMicros: 1 }),
    },
  });
});
afterEach(() => metrics[Symbol.asyncDispose]());

it('tells every metric of its own that is defined, with the labels that are defined, and no other', async () => {
  exercise();
  const told = await metrics.snapshot();
  const withPoints = told.filter(({ points }) => points.length > 0).map(({ name }) => name);
  // Linux alone has the folder that open files are counted in; what stores tell is tested with the stores.
  const expected = Object.keys(metricDefinitions).filter(
    (name) => !(name in storeMetrics) && (name !== 'process_open_fds' || process.platform === 'linux'),
  );
  expect(withPoints.toSorted()).toEqual(expected.toSorted());
  for (const { name, labels } of told.map(withLabels)) {
    const defined = Object.keys(metricDefinitions[name as keyof typeof metricDefinitions].labels ?? {});
    if (!defined.includes('*')) expect(defined, name).toEqual(expect.arrayContaining(labels));
    if (name !== 'target_info') expect(labels.toSorted(), name).toEqual(defined.toSorted());
  }
});

it('answers a scrape in the format asked for', async () => {
  exercise();
  const openMetrics = await metrics.render('application/openmetrics-text;version=1.0.0');
  expect(openMetrics.contentType).toContain('openmetrics-text');
  expect(openMetrics.body).toContain(
    '# {trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"}',
  );
  expect(openMetrics.body.endsWith('# EOF\n')).toBe(true);
  const text = await metrics.render('');
  expect(text.body).toMatch(
    /^target_info\{(?=.*k8s_pod_name="shop-1")(?=.*service_name="shop").*service_version="1\.2\.3".*\} 1$/m,
  );
  expect(text.body).not.toContain('trace_id');
});

it('keeps its own metric where a user takes the name', async () => {
  metrics.meter.createGauge('process_resident_memory_bytes').record(1);
  const { body } = await metrics.render('');
  expect(body.match(/^process_resident_memory_bytes /gm)).toHaveLength(1);
  expect(body).not.toContain('process_resident_memory_bytes 1\n');
});

it('hears nothing once it is disposed of', async () => {
  await metrics[Symbol.asyncDispose]();
  bus.emit({ type: 'fault', origin: 'uncaughtException', error: new Error('x') });
  const { body } = await metrics.render('');
  expect(body).toContain('seaworthy_faults_total{origin="uncaughtException"} 0\n');
});

/** Makes each metric have something to tell. */
function exercise(): void {
  bus.emit({ type: 'processes', count: 2, reason: 'a test' });
  const server = metrics.httpServer;
  server.started('GET');
  server.record('GET', '/', 500, 'completed', 0.1, {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    endTime: Date.now(),
  });
  for (const port of [1, 2, 3])
    metrics.httpClient.record({ method: 'GET', address: 'a', port, status: 500, seconds: 1 });
  for (const route of ['/a', '/b', '/c']) server.record('GET', route, 200, 'completed', 0.1);
  bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
  bus.emit({ type: 'check', check: 'database', critical: true, from: 'pending', to: 'passing' });
  bus.emit({ type: 'fault', origin: 'uncaughtException', error: new Error('x') });
  bus.emit({ type: 'http.rejected', reason: 'timeout', count: 1, remote: '::1' });
  bus.emit({ type: 'drain.aborted', stage: 'workers', what: [] });
  bus.emit({ type: 'worker.failed', worker: 'fulfil', attempt: 1, retryInMs: 1, error: new Error('x') });
  metrics.addSource(
    spanExporterSource(() => ({ queued: 0, exported: 0, dropped: { refused: 0 }, failures: 0 })),
  );
  metrics.addSource(logDropsSource(() => 0));
  metrics.addSource(
    workerRunsSource(() => [{ name: 'fulfil', state: 'waiting', completed: 1, completedAt: 1000 }]),
  );
  metrics.addSource({ name: 'broken', collect: () => Promise.reject(new Error('no')) });
}

/** A family's name and all label names of its points. */
function withLabels({ name, points }: Family): { name: string; labels: string[] } {
  return { name, labels: [...new Set(points.flatMap(({ labels }) => Object.keys(labels.attributes)))] };
}
