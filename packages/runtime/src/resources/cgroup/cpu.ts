import { readKeyed, readNumber, readText, toNumber } from './file.ts';
import type { ControllerLocation } from './locate.ts';

/** What the scheduler counted for the group since it was made; of periods and throttling, where the lowest quota is. */
export interface CpuStat {
  /** CPU time used, in microseconds, all CPUs together. Version 1 without `cpuacct`: 0. */
  readonly usageMicros: number;
  /** Enforcement periods (100 ms in Kubernetes) in which the group wanted to run under a quota. */
  readonly periods: number;
  /** Periods of these in which the quota ran out. */
  readonly throttledPeriods: number;
  /**
   * Time that run queues of the group stood throttled, in microseconds. The kernel adds it up over CPUs
   * (kernel/sched/fair.c, unthrottle_cfs_rq), so it can grow faster than the clock.
   */
  readonly throttledMicros: number;
}

/** Reads `cpu.stat`, of periods that of the group whose quota holds; undefined when it can't be read. */
export function readCpuStat(
  cpu: ControllerLocation,
  accounting: ControllerLocation | undefined,
): CpuStat | undefined {
  const own = readKeyed(cpu.own, 'cpu.stat');
  if (own === undefined) return undefined;
  const limiting = limitingGroup(cpu);
  const stat = limiting === cpu.own ? own : (readKeyed(limiting, 'cpu.stat') ?? own);
  const get = (key: string) => stat.get(key) ?? 0;
  const usageNanos = accounting && readNumber(accounting.own, 'cpuacct.usage');
  return {
    usageMicros: cpu.version === 2 ? (own.get('usage_usec') ?? 0) : Math.floor((usageNanos ?? 0) / 1000),
    periods: get('nr_periods'),
    throttledPeriods: get('nr_throttled'),
    throttledMicros: cpu.version === 2 ? get('throttled_usec') : Math.floor(get('throttled_time') / 1000),
  };
}

/** The lowest quota of the chain, in cores; undefined when there is none. */
export function readCpuQuota({ version, chain }: ControllerLocation): number | undefined {
  const lowest = Math.min(...chain.map((directory) => quotaOf(version, directory)));
  return lowest === Infinity ? undefined : lowest;
}

/** The kernel counts throttling where the quota is that ran out, not below it. */
function limitingGroup({ version, own, chain }: ControllerLocation): string {
  if (chain.length === 1) return own;
  const quotas = chain.map((directory) => quotaOf(version, directory));
  return chain[quotas.indexOf(Math.min(...quotas))] ?? own;
}

function quotaOf(version: 1 | 2, directory: string): number {
  return (version === 2 ? quotaOfVersion2(directory) : quotaOfVersion1(directory)) ?? Infinity;
}

/** `cpu.max` holds `quota period`, the quota `max` when there is none. */
function quotaOfVersion2(directory: string): number | undefined {
  const [quota, period] = readText(directory, 'cpu.max')?.split(' ') ?? [];
  return cores(toNumber(quota), toNumber(period));
}

/** The quota is -1 when there is none. */
function quotaOfVersion1(directory: string): number | undefined {
  return cores(readNumber(directory, 'cpu.cfs_quota_us'), readNumber(directory, 'cpu.cfs_period_us'));
}

function cores(quota: number | undefined, period: number | undefined): number | undefined {
  return quota === undefined || quota <= 0 || period === undefined || period <= 0
    ? undefined
    : quota / period;
}
