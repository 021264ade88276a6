import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { field, killAll, pidsIn, read, removeFolders, write, writeIfThere } from './files.ts';
import type { PodResources } from '../../engine.ts';
import type { Group, Groups } from './group.ts';
import { podsShares } from './pods-share.ts';
import { PERIOD_US, quotaUs } from './quota.ts';

const NANOSECONDS = 1e6;
/** Between two looks at whether the kernel has killed a process for memory, in milliseconds. */
const KILL_LOOK_MS = 100;

/** Where each controller's hierarchy is mounted; two may share one. */
export interface Hierarchies {
  readonly memory: string;
  readonly cpu: string;
  readonly cpuacct: string;
}

/**
 * Groups below `name` in each hierarchy of cgroup version 1.
 *
 * @throws where the hierarchies may not be written
 */
export function version1({ memory, cpu, cpuacct }: Hierarchies, name: string): Groups {
  const parents = { memory: join(memory, name), cpu: join(cpu, name), cpuacct: join(cpuacct, name) };
  for (const parent of unique(parents)) mkdirSync(parent, { recursive: true });
  write(parents.cpu, 'cpu.shares', podsShares);
  return {
    createPod(pod, resources) {
      const paths = make(parents, pod);
      // Limits of a group hold for those within it only where it says so; newer kernels know nothing else.
      writeIfThere(paths.memory, 'memory.use_hierarchy', 1);
      limit(paths, resources);
      return {
        create(child, own) {
          const within = make(paths, child);
          // In version 2 it may be above the pod's, which holds all the same; here that is refused (kernel/sched, tg_cfs_schedulable_down).
          const allowed = (milli: number) => Math.min(milli, resources.cpuMilli ?? Infinity);
          limit(within, { ...own, cpuMilli: own.cpuMilli === undefined ? undefined : allowed(own.cpuMilli) });
          const isLimited = (own.memoryBytes ?? resources.memoryBytes) !== undefined;
          return {
            ...group(within, isLimited ? killedAsOne(within) : undefined),
            limitCpu: (milli) => limitCpu(within, allowed(milli)),
          };
        },
        remove: () => removeFolders(unique(paths)),
      };
    },
  };
}

function make(parents: Hierarchies, child: string): Hierarchies {
  const paths = {
    memory: join(parents.memory, child),
    cpu: join(parents.cpu, child),
    cpuacct: join(parents.cpuacct, child),
  };
  for (const path of unique(paths)) mkdirSync(path);
  return paths;
}

function limit(paths: Hierarchies, { memoryBytes, cpuMilli, cpuShares }: PodResources): void {
  if (memoryBytes !== undefined) {
    write(paths.memory, 'memory.limit_in_bytes', memoryBytes);
    // As the kubelet has it, nothing is swapped out: memory and swap together get the same limit.
    writeIfThere(paths.memory, 'memory.memsw.limit_in_bytes', memoryBytes);
  }
  write(paths.cpu, 'cpu.shares', cpuShares);
  if (cpuMilli !== undefined) limitCpu(paths, cpuMilli);
}

function limitCpu({ cpu }: Hierarchies, milli: number): void {
  write(cpu, 'cpu.cfs_period_us', PERIOD_US);
  write(cpu, 'cpu.cfs_quota_us', quotaUs(milli));
}

/**
 * Does what version 2 does by itself where `memory.oom.group` says so, as the kubelet has it: all of a container goes with the process
 * that the kernel kills for memory.
 */
function killedAsOne(paths: Hierarchies): NodeJS.Timeout {
  return setInterval(() => {
    if (oomKilled(paths)) killAll(paths.memory);
  }, KILL_LOOK_MS).unref();
}

function oomKilled({ memory }: Hierarchies): boolean {
  return field(read(memory, 'memory.oom_control'), 'oom_kill') > 0;
}

function group(paths: Hierarchies, watch: NodeJS.Timeout | undefined): Omit<Group, 'limitCpu'> {
  return {
    joinFiles: unique(paths).map((path) => join(path, 'cgroup.procs')),
    pids: () => pidsIn(paths.memory),
    oomKilled: () => oomKilled(paths),
    usage: () => ({
      memoryBytes: Math.max(
        0,
        Number(read(paths.memory, 'memory.usage_in_bytes')) -
          field(read(paths.memory, 'memory.stat'), 'total_inactive_file'),
      ),
      cpuMs: Number(read(paths.cpuacct, 'cpuacct.usage')) / NANOSECONDS,
      throttledMs: field(read(paths.cpu, 'cpu.stat'), 'throttled_time') / NANOSECONDS,
    }),
    remove() {
      clearInterval(watch);
      return removeFolders(unique(paths));
    },
  };
}

function unique(paths: Hierarchies): string[] {
  return [...new Set([paths.memory, paths.cpu, paths.cpuacct])];
}
