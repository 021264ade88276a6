/**
 * The process's own control group: the limits that Kubernetes set, and what the kernel counted. Version 1, version 2
 * and hybrid hierarchies; sources: cgroups(7) and the kernel's Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst.
 */
import { readCpuQuota, readCpuStat, type CpuStat } from './cpu.ts';
import { locateController } from './locate.ts';
import { memoryUsageReader, readMemory, whereCharged, type MemoryReading } from './memory.ts';
import { readPressure, type PressureReading } from './pressure.ts';

export type { CpuStat } from './cpu.ts';
export type { MemoryEvents, MemoryReading } from './memory.ts';
export type { PressureReading, Stall } from './pressure.ts';

/**
 * Readings of a control group. Each call reads the kernel's files anew and synchronously: they are never on a disk, and
 * a reading takes some ten microseconds.
 */
export interface Cgroup {
  /** CPU time used and throttled. Undefined: no CPU controller, or its files can't be read. */
  readCpuStat(): CpuStat | undefined;
  /** The CPU limit in cores (`0.5` for `500m`), the lowest of the group and its visible ancestors. Undefined: none. */
  readCpuQuota(): number | undefined;
  /** Memory limit and use. Undefined: no memory controller, or its files can't be read. */
  readMemory(): MemoryReading | undefined;
  /** Only what is charged to the group, in bytes: the first figure of a {@link readMemory}, in a tenth of its time. */
  readMemoryUsage(): number | undefined;
  /** How long tasks waited for memory to be reclaimed. Undefined: version 1, or a kernel that doesn't tell. */
  readMemoryPressure(): PressureReading | undefined;
  /** How long tasks waited for a CPU, the quota included. Undefined as above. */
  readCpuPressure(): PressureReading | undefined;
}

/**
 * Finds the process's group. Where there is none (not Linux, no cgroup mounted), every reading is undefined.
 *
 * @param root directory that stands for `/`, for tests on recorded trees. Default `/`.
 */
export function findCgroup(root = '/'): Cgroup {
  const cpu = locateController('cpu', root);
  const cpuAccounting = locateController('cpuacct', root);
  const located = locateController('memory', root);
  const memory = located && whereCharged(located);
  return {
    readCpuStat: () => cpu && readCpuStat(cpu, cpuAccounting),
    readCpuQuota: () => cpu && readCpuQuota(cpu),
    readMemory: () => memory && readMemory(memory),
    readMemoryUsage: memory ? memoryUsageReader(memory) : () => undefined,
    readMemoryPressure: () => memory && readPressure(memory, 'memory'),
    readCpuPressure: () => cpu && readPressure(cpu, 'cpu'),
  };
}
