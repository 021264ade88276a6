import type { Cgroup } from '../../../resources/index.ts';
import type { Family } from '../family.ts';
import { single, type MetricSource } from './source.ts';

/** What is read of a control group. */
export type CgroupReadings = Pick<Cgroup, 'readMemory' | 'readCpuQuota' | 'readCpuStat'>;

/** Memory and CPU of the container, read from the kernel at each scrape. */
export function cgroupSource(cgroup: CgroupReadings): MetricSource {
  return { name: 'cgroup', collect: () => [...memory(cgroup), ...cpu(cgroup)] };
}

function memory(cgroup: CgroupReadings): Family[] {
  const reading = cgroup.readMemory();
  if (reading === undefined) return [];
  const { usageBytes, reclaimableBytes, limitBytes } = reading;
  return [
    single('cgroup_memory_usage_bytes', usageBytes),
    single('cgroup_memory_working_set_bytes', Math.max(0, usageBytes - reclaimableBytes)),
    ...(limitBytes === undefined ? [] : [single('cgroup_memory_limit_bytes', limitBytes)]),
  ];
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
