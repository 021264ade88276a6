import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { field, pidsIn, read, removeFolders, write, writeIfThere } from './files.ts';
import type { PodResources } from '../../engine.ts';
import type { Group, Groups } from './group.ts';
import { podsShares } from './pods-share.ts';
import { PERIOD_US, quotaUs } from './quota.ts';

const MICROSECONDS = 1000;
/** `cpu.weight` of a new group, and the greatest (Documentation/admin-guide/cgroup-v2.rst). */
const DEFAULT_WEIGHT = 100;
const GREATEST_WEIGHT = 10_000;

/**
 * Groups below `parent/name` of cgroup version 2.
 *
 * @throws where the parent may not be written, or does not hand on the controllers of memory and CPU
 */
export function version2(parent: string, name: string): Groups {
  const folder = join(parent, name);
  handOn(parent);
  mkdirSync(folder, { recursive: true });
  try {
    handOn(folder);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  // One core is what a new group has by default.
  write(folder, 'cpu.weight', Math.min(GREATEST_WEIGHT, (DEFAULT_WEIGHT * podsShares) / 1024));
  return {
    createPod(pod, resources) {
      const own = join(folder, pod);
      mkdirSync(own);
      handOn(own);
      limit(own, resources);
      return {
        create(child, limits) {
          const path = join(own, child);
          mkdirSync(path);
          // The kubelet has the whole container killed, not the whole pod (singleProcessOOMKill).
          writeIfThere(path, 'memory.oom.group', 1);
          limit(path, limits);
          return group(path);
        },
        remove: () => removeFolders([own]),
      };
    },
  };
}

/** Children get the controllers only where the parent says so; a parent with processes of its own may not (cgroups(7)). */
function handOn(folder: string): void {
  const given = read(folder, 'cgroup.subtree_control').trim().split(' ');
  const missing = ['memory', 'cpu'].filter((controller) => !given.includes(controller));
  if (missing.length > 0)
    write(folder, 'cgroup.subtree_control', missing.map((controller) => `+${controller}`).join(' '));
}

function limit(path: string, { memoryBytes, cpuMilli, cpuShares }: PodResources): void {
  // The kubelet has nothing swapped out (NoSwap).
  writeIfThere(path, 'memory.swap.max', 0);
  if (memoryBytes !== undefined) write(path, 'memory.max', memoryBytes);
  write(path, 'cpu.weight', weightOf(cpuShares));
  if (cpuMilli !== undefined) limitCpu(path, cpuMilli);
}

/**
 * From 2–262144 shares to a weight of 1–10000, with the default of both in one place: 1024 shares are 100 (opencontainers/cgroups
 * ConvertCPUSharesToCgroupV2Value; runc since 1.3.2, crun since 1.23).
 */
function weightOf(shares: number): number {
  const power = Math.log2(Math.max(2, shares));
  return Math.min(GREATEST_WEIGHT, Math.ceil(10 ** ((power ** 2 + 125 * power) / 612 - 7 / 34)));
}

function limitCpu(path: string, milli: number): void {
  write(path, 'cpu.max', `${quotaUs(milli)} ${PERIOD_US}`);
}

function group(path: string): Group {
  return {
    joinFiles: [join(path, 'cgroup.procs')],
    pids: () => pidsIn(path),
    oomKilled: () => field(read(path, 'memory.events'), 'oom_kill') > 0,
    usage() {
      const cpu = read(path, 'cpu.stat');
      return {
        memoryBytes: Math.max(
          0,
          Number(read(path, 'memory.current')) - field(read(path, 'memory.stat'), 'inactive_file'),
        ),
        cpuMs: field(cpu, 'usage_usec') / MICROSECONDS,
        throttledMs: field(cpu, 'throttled_usec') / MICROSECONDS,
      };
    },
    limitCpu: (milli) => limitCpu(path, milli),
    remove: () => removeFolders([path]),
  };
}
