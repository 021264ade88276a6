/** pkg/kubelet/cm helpers_linux.go: quotaPeriod and minQuotaPeriod, in microseconds. */
export const PERIOD_US = 100_000;
const LEAST_QUOTA_US = 1000;

/** CPU time in each period, in microseconds (MilliCPUToQuota). */
export function quotaUs(milli: number): number {
  return Math.max(LEAST_QUOTA_US, Math.floor((milli * PERIOD_US) / 1000));
}
