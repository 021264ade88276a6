import { makeControlGroup, type ControlGroup, type GroupLimits } from './control-group.ts';

/** A CPU group of this test run, made for one process that is to be throttled. */
export interface CpuGroup extends ControlGroup {
  /** From now on it may use `cores`. */
  setQuota(cores: number): void;
}

/**
 * Makes a group that may use `quota` cores.
 *
 * @returns the group, or why none can be made here
 */
export function makeCpuGroup(quota: number): CpuGroup | string {
  const group = makeControlGroup(quotaOf(quota));
  if (typeof group === 'string') return group;
  return { ...group, setQuota: (cores) => group.limit(quotaOf(cores)) };
}

function quotaOf(cores: number): GroupLimits {
  const us = cores * 100_000;
  return { version1: { 'cpu.cfs_quota_us': us }, version2: { 'cpu.max': `${us} 100000` } };
}
