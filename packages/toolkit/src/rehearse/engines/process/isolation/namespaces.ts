import { rm } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { onlyChildOf } from '../processes.ts';
import type { Isolation, Job, Launch } from './isolation.ts';
import { DIE_WITH_PARENT, privileges } from './privileges.ts';
import { prepareRoot } from './root-folder.ts';
import { join, quoted, TELL_READY, thenBecome, withEnv } from './script.ts';

/**
 * Each container in namespaces of its own (PID, mounts, host name, IPC), its program as PID 1, on an overlay of this
 * machine's files.
 *
 * @param folder for the layers; see {@link prepareRoot}
 * @param fileSystems that the containers see, `/` first
 */
export function namespaces(folder: string, fileSystems: readonly string[]): Isolation {
  return {
    hasPids: true,
    hasFiles: true,
    notEmulated: [
      "Images: programs see this machine's files, and may read all of them whatever user they run as. What they write outside of volumes is kept in memory, for as long as the container lives.",
    ],
    prepare: (job) => prepare(job, joinPath(folder, job.id), fileSystems),
  };
}

function prepare(job: Job, folder: string, fileSystems: readonly string[]): Launch {
  const { root, fstab } = prepareRoot(job, fileSystems, folder);
  const user = privileges(job.security);
  const inside = (command: readonly string[]) => [...withEnv(job.env, ['-C', job.cwd]), ...command];
  const mount = [`mount --all --fstab ${quoted(fstab)}`];
  const lines = [
    `echo ${quoted(job.pod)} > /proc/sys/kernel/hostname`,
    // A pod's programs may listen on any port (containerd: enable_unprivileged_ports).
    ...(job.namespace === undefined ? [] : ['echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start']),
    ...join(job.joinFiles),
    // Only with CAP_SYS_RESOURCE may it be lowered.
    `{ echo ${job.oomScoreAdj} > /proc/self/oom_score_adj; } 2>/dev/null || :`,
  ];
  // Only then: while the user changes, the program does not die with its parent; telling one that is dead ends it, too.
  const program = [...user, ...thenBecome([TELL_READY], inside(job.command))];
  const enter = job.namespace === undefined ? [] : ['nsenter', `--net=${job.namespace}`];
  const unshare = ['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
  return {
    argv: [
      ...DIE_WITH_PARENT,
      ...enter,
      ...unshare,
      // Only who waits until the root is changed can run commands inside: a shell behind it says that it is ready.
      ...thenBecome(mount, ['chroot', root, ...thenBecome(lines, program)]),
    ],
    pidOf: onlyChildOf,
    execArgv: (pid, command) => [
      ...enterAll(pid),
      ...thenBecome(join(job.joinFiles), [...user, ...inside(command)]),
    ],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** All that the container has of its own, its root too (nsenter(1)). */
function enterAll(pid: number): string[] {
  return [
    'nsenter',
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    '--root',
    '--wd',
    '--target',
    String(pid),
  ];
}
