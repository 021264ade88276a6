import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../../../message-of.ts';
import type { Groups } from './group.ts';
import { cgroupMounts, type CgroupMounts } from './mounts.ts';
import { version1 } from './version1.ts';
import { version2 } from './version2.ts';

/** A place for control groups under this name, or why there is none. */
export function findGroups(name: string, mounts: CgroupMounts = cgroupMounts()): Groups | string {
  const { memory, cpu, cpuacct, unified } = mounts;
  try {
    if (memory !== undefined && cpu !== undefined)
      return version1({ memory, cpu, cpuacct: cpuacct ?? cpu }, name);
  } catch (error) {
    return messageOf(error);
  }
  if (unified === undefined) return 'no cgroup file system is mounted';
  let why = '';
  for (const parent of parents(unified))
    try {
      return version2(parent, name);
    } catch (error) {
      why = messageOf(error);
    }
  return why;
}

/** Every folder in which groups of a run may stand. */
export function groupParents({ memory, cpu, cpuacct, unified }: CgroupMounts = cgroupMounts()): string[] {
  const version1Parents = [memory, cpu, cpuacct].filter((path) => path !== undefined);
  return [...new Set([...version1Parents, ...(unified === undefined ? [] : parents(unified))])];
}

/** Where a group of version 2 may be made: at the top for root, else above this process's own, where that was delegated. */
function parents(unified: string): string[] {
  const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
  const above: string[] = [];
  for (let path = own; path !== '/'; path = dirname(path)) above.unshift(join(unified, dirname(path)));
  return [...new Set([unified, ...above])];
}
