import type { Cgroup, MemoryReading, PressureReading } from '../../../resources/index.ts';
import type { Family } from '../family.ts';
import type { MetricName } from '../definitions/index.ts';
import { byLabel, single, type MetricSource } from './source.ts';

/** What is read of a control group. */
export type CgroupReadings = Omit<Cgroup, 'readMemoryUsage'>;

/** Memory and CPU of the container, read from the kernel at each scrape. */
export function cgroupSource(cgroup: CgroupReadings): MetricSource {
  return { name: 'cgroup', collect: () => [...memory(cgroup), ...cpu(cgroup), ...pressure(cgroup)] };
}

function memory(cgroup: CgroupReadings): Family[] {
  const reading = cgroup.readMemory();
  if (reading === undefined) return [];
  const { usageBytes, inactiveFileBytes, limitBytes } = reading;
  return [
    single('cgroup_memory_usage_bytes', usageBytes),
    single('cgroup_memory_working_set_bytes', Math.max(0, usageBytes - inactiveFileBytes)),
    ...(limitBytes === undefined ? [] : [single('cgroup_memory_limit_bytes', limitBytes)]),
    ...limitEvents(reading),
  ];
}

function limitEvents({ events, underOom }: MemoryReading): Family[] {
  const { high, max, oom, oomKill } = events ?? {};
  const counts = Object.entries({ high, max, oom, oom_kill: oomKill }).flatMap(([event, count]) =>
    count === undefined ? [] : [[event, count] as const],
  );
  return [
    ...(counts.length === 0 ? [] : [byLabel('cgroup_memory_events_total', 'event', counts)]),
    ...(underOom === undefined ? [] : [single('cgroup_memory_under_oom', underOom ? 1 : 0)]),
  ];
}

function pressure(cgroup: CgroupReadings): Family[] {
  return [
    ...stalls('cgroup_memory_stalled_seconds_total', cgroup.readMemoryPressure()),
    ...stalls('cgroup_cpu_stalled_seconds_total', cgroup.readCpuPressure()),
  ];
}

function stalls(name: MetricName, reading: PressureReading | undefined): Family[] {
  const seconds = Object.entries(reading ?? {}).map(
    ([tasks, { totalMicros }]) => [tasks, totalMicros / 1e6] as const,
  );
  return seconds.length === 0 ? [] : [byLabel(name, 'tasks', seconds)];
}

function cpu(cgroup: CgroupReadings): Family[] {
  const quota = cgroup.readCpuQuota();
  const stat = cgroup.readCpuStat();
  return [
    ...(quota === undefined ? [] : [single('cgroup_cpu_quota_cores', quota)]),
    ...(stat === undefined
      ? []
      : [
          single('cgroup_cpu_periods_total', stat.periods),
          single('cgroup_cpu_throttled_periods_total', stat.throttledPeriods),
          single('cgroup_cpu_throttled_seconds_total', stat.throttledMicros / 1e6),
        ]),
  ];
}
