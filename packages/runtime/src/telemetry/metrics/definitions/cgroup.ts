import type { Definition } from './definition.ts';

const why = 'Not cAdvisor’s container_* name, so that a sum over both sources counts nothing twice';

/** What the kernel says of the container. Absent outside a cgroup. */
export const cgroup = {
  cgroup_memory_usage_bytes: {
    type: 'gauge',
    across: 'primary',
    help: 'Memory charged to the container, page cache included.',
    unit: 'bytes',
    source: `memory.current. ${why}.`,
  },
  cgroup_memory_working_set_bytes: {
    type: 'gauge',
    across: 'primary',
    help: 'Memory charged to the container less inactive file cache, by which the kubelet evicts.',
    unit: 'bytes',
    source: 'memory.current − memory.stat inactive_file, as in cAdvisor.',
  },
  cgroup_memory_limit_bytes: {
    type: 'gauge',
    across: 'primary',
    help: 'Memory at which the kernel kills. Absent without a limit.',
    unit: 'bytes',
    source: 'memory.max.',
  },
  cgroup_memory_events_total: {
    type: 'counter',
    across: 'primary',
    help: 'Times that memory met a limit.',
    labels: {
      event: '`high`, `max` or `oom`, as the kernel calls the limit, or `oom_kill`: processes killed.',
    },
    source: 'memory.events; cgroup v1: memory.failcnt is `max`, oom_kill of memory.oom_control.',
  },
  cgroup_memory_under_oom: {
    type: 'gauge',
    across: 'primary',
    help: 'Whether the container stands at its limit with nothing left to reclaim: 1 or 0.',
    source: 'cgroup v1 only: memory.oom_control under_oom.',
  },
  cgroup_memory_stalled_seconds_total: {
    type: 'counter',
    across: 'primary',
    help: 'Time in which tasks waited for memory to be reclaimed; its rate over 10 s is the kernel’s avg10.',
    unit: 'seconds',
    labels: { tasks: '`some`: at least one waited; `full`: all that were not idle.' },
    source: 'memory.pressure, cgroup v2 only.',
  },
  cgroup_cpu_stalled_seconds_total: {
    type: 'counter',
    across: 'primary',
    help: 'Time in which tasks waited for a CPU; its rate over 10 s is the kernel’s avg10.',
    unit: 'seconds',
    labels: { tasks: '`some`: at least one waited; `full`: all that were not idle.' },
    source: 'cpu.pressure, cgroup v2 only.',
  },
  cgroup_cpu_quota_cores: {
    type: 'gauge',
    across: 'primary',
    help: 'CPU cores that the quota allows. Absent without a quota.',
    unit: 'cores',
    source: 'cpu.max, quota divided by period.',
  },
  cgroup_cpu_periods_total: {
    type: 'counter',
    across: 'primary',
    help: 'Enforcement periods of the CPU quota that have passed.',
    source: 'cpu.stat nr_periods.',
  },
  cgroup_cpu_throttled_periods_total: {
    type: 'counter',
    across: 'primary',
    help: 'Enforcement periods in which the container was throttled.',
    source: 'cpu.stat nr_throttled.',
  },
  cgroup_cpu_throttled_seconds_total: {
    type: 'counter',
    across: 'primary',
    help: 'Time that the container’s threads were throttled.',
    unit: 'seconds',
    source: 'cpu.stat throttled_usec.',
  },
} as const satisfies Record<string, Definition>;
