import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { EventBus } from '../../../events.ts';
import { countOf, isHistogram, type Family } from '../family.ts';
import { cgroupSource, type CgroupReadings } from './cgroup.ts';
import { checksSource } from './checks.ts';
import { garbageCollectionSource } from './garbage-collection.ts';
import { lifecycleSource } from './lifecycle.ts';
import { logDropsSource } from './log-drops.ts';
import { processSource } from './process.ts';
import { processesSource } from './processes.ts';
import type { MetricSource } from './source.ts';
import { spanExporterSource } from './span-exporter.ts';
import { workerRunsSource } from './worker-runs.ts';
import { workersSource } from './workers.ts';

describe('lifecycle', () => {
  it('shows the one state that the service is in', async () => {
    const bus = new EventBus();
    const source = lifecycleSource(bus);
    expect(await samples(source)).toMatchObject({ 'seaworthy_state{seaworthy_state="starting"}': 1 });
    bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
    expect(await samples(source)).toMatchObject({
      'seaworthy_state{seaworthy_state="starting"}': 0,
      'seaworthy_state{seaworthy_state="ready"}': 1,
      'seaworthy_state_changes_total{to="ready"}': 1,
    });
  });

  it('follows the drain, faults, stalls and configuration', async () => {
    const bus = new EventBus();
    const source = lifecycleSource(bus);
    bus.emit({ type: 'drain.progress', requests: 3, connections: 2, streams: 1 });
    bus.emit({ type: 'drain.aborted', stage: 'workers', what: ['fulfil'] });
    bus.emit({ type: 'fault', origin: 'uncaughtException', error: new Error('x') });
    bus.emit({ type: 'liveness', alive: false, stalledMs: 9000, throttledMs: 0, since: 0 });
    bus.emit({ type: 'liveness', alive: true, stalledMs: 0, throttledMs: 0, since: 0 });
    bus.emit({ type: 'http.rejected', reason: 'malformed', count: 2, remote: '::1' });
    bus.emit({ type: 'http.rejected', reason: 'malformed', count: 3, remote: '::1' });
    bus.emit({ type: 'config.reloaded', generation: 4, changed: [], needsRestart: [] });
    bus.emit({ type: 'config.rejected', generation: 4, error: new Error('x') });
    expect(await samples(source)).toMatchObject({
      seaworthy_drain_requests: 3,
      seaworthy_drain_connections: 2,
      seaworthy_drain_streams: 1,
      'seaworthy_drain_aborted_total{stage="workers"}': 1,
      'seaworthy_faults_total{origin="uncaughtException"}': 1,
      seaworthy_liveness_stalls_total: 1,
      'seaworthy_http_rejections_total{reason="malformed"}': 5,
      seaworthy_config_generation: 4,
      seaworthy_config_rejections_total: 1,
      seaworthy_config_rejected: 1,
    });
    bus.emit({ type: 'config.corrected', generation: 4 });
    expect(await samples(source)).toMatchObject({ seaworthy_config_rejected: 0 });
    bus.emit({ type: 'config.rejected', generation: 4, error: new Error('x') });
    bus.emit({ type: 'config.reloaded', generation: 5, changed: [], needsRestart: [] });
    expect(await samples(source)).toMatchObject({ seaworthy_config_rejected: 0 });
  });

  it('begins its counters at 0, so that Prometheus sees the first increase', async () => {
    expect(await samples(lifecycleSource(new EventBus()))).toMatchObject({
      'seaworthy_drain_aborted_total{stage="in-flight work"}': 0,
      'seaworthy_faults_total{origin="unhandledRejection"}': 0,
      'seaworthy_state_changes_total{to="degraded"}': 0,
      'seaworthy_http_rejections_total{reason="slow body"}': 0,
    });
  });

  it('hears nothing once stopped', async () => {
    const bus = new EventBus();
    const source = lifecycleSource(bus);
    source.stop?.();
    bus.emit({ type: 'drain.progress', requests: 3, connections: 2, streams: 1 });
    expect(await samples(source)).toMatchObject({ seaworthy_drain_requests: 0 });
  });
});

it('shows each check’s outcome and how often it changed', async () => {
  const bus = new EventBus();
  const source = checksSource(bus);
  const database = { type: 'check', check: 'database', critical: true } as const;
  bus.emit({ ...database, from: 'pending', to: 'passing' });
  bus.emit({ ...database, from: 'passing', to: 'failing' });
  bus.emit({ type: 'check', check: 'cache', critical: false, from: 'pending', to: 'passing' });
  expect(await samples(source)).toEqual({
    'seaworthy_check_passing{check="database",critical="true"}': 0,
    'seaworthy_check_passing{check="cache",critical="false"}': 1,
    'seaworthy_check_changes_total{check="database",to="passing"}': 1,
    'seaworthy_check_changes_total{check="database",to="failing"}': 1,
    'seaworthy_check_changes_total{check="cache",to="passing"}': 1,
    'seaworthy_check_changes_total{check="cache",to="failing"}': 0,
  });
});

it('counts processes and their ends, where there are several', async () => {
  const bus = new EventBus();
  const source = processesSource(bus);
  expect(await samples(source)).toEqual({});
  bus.emit({ type: 'processes', count: 2, reason: '2 cores' });
  for (const process of [1, 2]) bus.emit({ type: 'process.started', process, childPid: process });
  bus.emit({
    type: 'process.exited',
    process: 1,
    childPid: 1,
    code: null,
    signal: 'SIGKILL',
    expected: false,
  });
  expect(await samples(source)).toEqual({
    seaworthy_processes: 1,
    'seaworthy_process_exits_total{expected="true"}': 0,
    'seaworthy_process_exits_total{expected="false"}': 1,
  });
});

it('counts the failures of each worker', async () => {
  const bus = new EventBus();
  const source = workersSource(bus);
  bus.emit({ type: 'worker', worker: 'fulfil', what: 'started' });
  expect(await samples(source)).toEqual({ 'seaworthy_worker_failures_total{worker="fulfil"}': 0 });
  for (const attempt of [1, 2])
    bus.emit({ type: 'worker.failed', worker: 'fulfil', attempt, retryInMs: 1, error: new Error('x') });
  expect(await samples(source)).toEqual({ 'seaworthy_worker_failures_total{worker="fulfil"}': 2 });
});

it('tells how often each worker that runs here did its work, and when last', async () => {
  const idle = { state: 'waiting', completed: 0, completedAt: undefined };
  const source = workerRunsSource(() => [
    { ...idle, name: 'fulfil', completed: 3, completedAt: 1_800_000_000_500 },
    { ...idle, name: 'sweep' },
    { ...idle, name: 'report', state: 'elsewhere' },
  ]);
  expect(await samples(source)).toEqual({
    'seaworthy_worker_runs_total{worker="fulfil"}': 3,
    'seaworthy_worker_runs_total{worker="sweep"}': 0,
    'seaworthy_worker_last_success_timestamp_seconds{worker="fulfil"}': 1_800_000_000.5,
  });
});

describe('cgroup', () => {
  const none: CgroupReadings = {
    readMemory: () => undefined,
    readMemoryPressure: () => undefined,
    readCpuPressure: () => undefined,
    readCpuQuota: () => undefined,
    readCpuStat: () => undefined,
  };

  it('tells memory less what the kernel can reclaim, and throttling', async () => {
    const source = cgroupSource({
      ...none,
      readMemory: () => ({ usageBytes: 300, inactiveFileBytes: 100, reclaimableBytes: 150, limitBytes: 400 }),
      readCpuQuota: () => 0.5,
      readCpuStat: () => ({ usageMicros: 1, periods: 10, throttledPeriods: 3, throttledMicros: 2_500_000 }),
    });
    expect(await samples(source)).toEqual({
      cgroup_memory_usage_bytes: 300,
      cgroup_memory_working_set_bytes: 200,
      cgroup_memory_limit_bytes: 400,
      cgroup_cpu_quota_cores: 0.5,
      cgroup_cpu_periods_total: 10,
      cgroup_cpu_throttled_periods_total: 3,
      cgroup_cpu_throttled_seconds_total: 2.5,
    });
  });

  it('tells nothing outside a container, and no limit where there is none', async () => {
    expect(await samples(cgroupSource(none))).toEqual({});
    const unlimited = {
      ...none,
      readMemory: () => ({ usageBytes: 3, inactiveFileBytes: 5, reclaimableBytes: 5 }),
    };
    expect(await samples(cgroupSource(unlimited))).toEqual({
      cgroup_memory_usage_bytes: 3,
      cgroup_memory_working_set_bytes: 0,
    });
  });

  it('tells how often limits were met, and how long tasks waited', async () => {
    const source = cgroupSource({
      ...none,
      readMemory: () => ({
        usageBytes: 3,
        inactiveFileBytes: 0,
        reclaimableBytes: 0,
        events: { high: 1, max: 2, oom: 3, oomKill: 4 },
        underOom: true,
      }),
      readMemoryPressure: () => ({
        some: { share10: 0.1, totalMicros: 2_500_000 },
        full: { share10: 0, totalMicros: 500_000 },
      }),
      readCpuPressure: () => ({ some: { share10: 0, totalMicros: 1_000_000 } }),
    });
    expect(await samples(source)).toEqual({
      cgroup_memory_usage_bytes: 3,
      cgroup_memory_working_set_bytes: 3,
      'cgroup_memory_events_total{event="high"}': 1,
      'cgroup_memory_events_total{event="max"}': 2,
      'cgroup_memory_events_total{event="oom"}': 3,
      'cgroup_memory_events_total{event="oom_kill"}': 4,
      cgroup_memory_under_oom: 1,
      'cgroup_memory_stalled_seconds_total{tasks="some"}': 2.5,
      'cgroup_memory_stalled_seconds_total{tasks="full"}': 0.5,
      'cgroup_cpu_stalled_seconds_total{tasks="some"}': 1,
    });
  });
});

it('counts garbage collections by kind', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const source = garbageCollectionSource();
  collectGarbage();
  const major = async () => {
    const [family] = await source.collect();
    const found = family?.points.find(({ labels }) => labels.attributes['kind'] === 'major');
    return found && isHistogram(found) ? { count: countOf(found), sum: found.sum } : undefined;
  };
  await expect.poll(async () => (await major())?.count).toBeGreaterThan(0);
  // In seconds.
  expect((await major())?.sum).toBeLessThan(performance.now() / 1000);
  source.stop?.();
});

it('tells of the process what the kernel and Node know', async () => {
  const before = process.cpuUsage();
  const told = await samples(processSource());
  const spent = process.cpuUsage();
  expect(told['process_start_time_seconds']).toBeCloseTo(performance.timeOrigin / 1000, 3);
  for (const [name, least, most] of [
    ['', before.user + before.system, spent.user + spent.system],
    ['_user', before.user, spent.user],
    ['_system', before.system, spent.system],
  ] as const) {
    expect(told[`process_cpu${name}_seconds_total`]).toBeGreaterThanOrEqual(least / 1e6);
    expect(told[`process_cpu${name}_seconds_total`]).toBeLessThanOrEqual(most / 1e6);
  }
});

it('passes on what the exporter and the logger count', async () => {
  const stats = { queued: 1, exported: 2, dropped: { 'queue full': 3, refused: 0 }, failures: 4 };
  expect(await samples(spanExporterSource(() => stats))).toEqual({
    seaworthy_spans_queued: 1,
    seaworthy_spans_exported_total: 2,
    'seaworthy_spans_dropped_total{reason="queue full"}': 3,
    'seaworthy_spans_dropped_total{reason="refused"}': 0,
    seaworthy_span_export_failures_total: 4,
  });
  expect(await samples(logDropsSource(() => 7))).toEqual({ seaworthy_log_lines_dropped_total: 7 });
});

/** Values by series. */
async function samples(source: MetricSource): Promise<Record<string, number>> {
  const families: readonly Family[] = await source.collect();
  return Object.fromEntries(
    families.flatMap(({ name, points }) =>
      points.flatMap((point) =>
        isHistogram(point)
          ? []
          : [[point.labels.text === '' ? name : `${name}{${point.labels.text}}`, point.value]],
      ),
    ),
  );
}
