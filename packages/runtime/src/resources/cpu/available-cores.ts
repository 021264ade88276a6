import { availableParallelism } from 'node:os';
import { findCgroup, type Cgroup } from '../cgroup/index.ts';
import { processShare } from '../process-share.ts';

/**
 * How many threads can compute at once, at least 1: the CPU limit of the container rounded up, and no more than the CPUs
 * that the process may run on (`os.availableParallelism`, which heeds cpusets and affinity, and knows no quota: node #59200).
 * `250m` → 1, `1500m` → 2. Rounded up, as Go does from 1.25 on (runtime/cgroup_linux.go): rounded down, a part of the limit
 * could never be used. Of several processes that share the port, each has its part of them.
 *
 * @param cgroup default: that of this process
 * @param cpus default: those that this process may run on
 * @param processes among how many processes the cores are divided. Default: those of this service
 */
export function availableCores(
  cgroup: Pick<Cgroup, 'readCpuQuota'> = findCgroup(),
  cpus: number = availableParallelism(),
  processes: number = processShare()?.of ?? 1,
): number {
  const cores = Math.min(cpus, Math.ceil(cgroup.readCpuQuota() ?? cpus));
  return Math.max(1, Math.floor(cores / processes));
}
