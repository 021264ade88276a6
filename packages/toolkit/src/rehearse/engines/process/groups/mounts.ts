import { mountTable } from '../mount-table.ts';

/** Where cgroup file systems are mounted, by controller; `unified` is that of version 2. */
export interface CgroupMounts {
  readonly memory?: string | undefined;
  readonly cpu?: string | undefined;
  readonly cpuacct?: string | undefined;
  readonly unified?: string | undefined;
}

/** What this machine has mounted. */
export function cgroupMounts(mounts = mountTable()): CgroupMounts {
  const of = (controller: string) =>
    mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller))?.path;
  return {
    memory: of('memory'),
    cpu: of('cpu'),
    cpuacct: of('cpuacct'),
    unified: mounts.find(({ type }) => type === 'cgroup2')?.path,
  };
}
