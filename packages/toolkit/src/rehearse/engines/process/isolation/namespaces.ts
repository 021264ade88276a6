import { rm } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { onlyChildOf } from '../processes.ts';
import type { Isolation, Job, Launch } from './isolation.ts';
import { cgroupFileSystems, hasCgroupNamespace } from './cgroup-view.ts';
import type { FileSystems } from './file-systems.ts';
import { homeOf } from './home.ts';
import { DIE_WITH_PARENT, privileges, userOf } from './privileges.ts';
import { prepareRoot, type Machinery } from './root-folder.ts';
import { join, quoted, TELL_READY, thenBecome, UMASK, withEnv } from './script.ts';

/** What is the container's own besides its network, and always. */
const UNSHARE = ['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];

/**
 * Each container in namespaces of its own (PID, mounts, host name, IPC), its program as PID 1, on an overlay of this
 * machine's files.
 *
 * @param folder for the layers; see {@link prepareRoot}
 */
export function namespaces(folder: string, { seen, hidden }: FileSystems): Isolation {
  const machinery = { fileSystems: seen, cgroups: cgroupFileSystems() };
  return {
    hasPids: true,
    hasFiles: true,
    notEmulated: [
      "Images: programs see this machine's files, and may read all of them, and of volumes, whatever user they run as. What they write outside of volumes is kept in memory, for as long as the container lives, and counts against its memory limit.",
      'Containers of a pod share their address alone: each has a /dev/shm and IPC of its own.',
      ...(hidden.length > 0
        ? [`Programs do not see the file systems at ${hidden.join(', ')}: no layer can be laid over them.`]
        : []),
    ],
    prepare: (job) => prepare(job, joinPath(folder, job.id), machinery),
  };
}

function prepare(job: Job, folder: string, machinery: Machinery): Launch {
  const { root, fstab, seal } = prepareRoot(job, machinery, folder);
  const user = privileges(job.security);
  const env = { HOME: homeOf(userOf(job.security)), ...job.env };
  const inside = (command: readonly string[]) => [...withEnv(env, ['-C', job.cwd]), ...command];
  const mount = (file: string) => `mount --all --fstab ${quoted(file)}`;
  const tell = (value: string | number, file: string) => `echo ${value} > ${quoted(joinPath(root, file))}`;
  const lines = [
    UMASK,
    mount(fstab),
    tell(quoted(job.hostname), '/proc/sys/kernel/hostname'),
    // A pod's programs may listen on any port (containerd: enable_unprivileged_ports).
    ...(job.namespace === undefined ? [] : [tell(0, '/proc/sys/net/ipv4/ip_unprivileged_port_start')]),
    mount(seal),
    // Only with CAP_SYS_RESOURCE may it be lowered.
    `{ ${tell(job.oomScoreAdj, '/proc/self/oom_score_adj')}; } 2>/dev/null || :`,
    ...join(job.joinFiles),
    ...changeRoot(root),
  ];
  const hasOwnTree = hasCgroupNamespace(job.joinFiles, machinery.cgroups);
  // Only then: while the user changes, the program does not die with its parent; telling one that is dead ends it, too.
  const program = [...user, ...thenBecome([TELL_READY], inside(job.command))];
  const enter = job.namespace === undefined ? [] : ['nsenter', `--net=${job.namespace}`];
  return {
    argv: [
      ...DIE_WITH_PARENT,
      ...enter,
      ...UNSHARE,
      // Only once the user is changed, too: the shell behind that says that it is ready.
      ...thenBecome(lines, [...(hasOwnTree ? ['unshare', '--cgroup'] : []), ...program]),
    ],
    pidOf: onlyChildOf,
    // Groups are joined from outside: inside, only the container's own is seen, and not to be written.
    execArgv: (pid, command) =>
      thenBecome(
        [UMASK, ...join(job.joinFiles)],
        [...enterAll(pid), ...(hasOwnTree ? ['--cgroup'] : []), ...user, ...inside(command)],
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * As runc does: the machine's root goes away. After chroot(2) it would still be there, and a program that is root could go back to it
 * and write. Until it is unmounted it lies over the new one (pivot_root(2), "pivot_root(".", ".")").
 */
function changeRoot(root: string): string[] {
  return [`cd ${quoted(root)}`, 'pivot_root . .', 'umount --lazy .'];
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
