import { isFolder } from '../../../../file-system/is-folder.ts';
import type { Isolation, Job, Launch } from './isolation.ts';
import { DIE_WITH_PARENT } from './privileges.ts';
import { onlyChildOf } from '../processes.ts';
import { mountable } from './mountable.ts';
import { join, quoted, TELL_READY, thenBecome, UMASK, withEnv } from './script.ts';

/** What gives a program a PID namespace of its own without root: a user namespace, in which the user stays who it is. */
const UNSHARE = 'unshare --user --map-current-user --pid --fork --kill-child --mount-proc'.split(' ');

/**
 * Programs with this machine's files and user, each as PID 1 of a PID namespace, or else as it would run by hand, in a
 * process group of its own.
 */
export function plain(why: string, pidNamespaces: boolean): Isolation {
  const noPids = `Programs are not PID 1 (${why}): a signal that they do not handle ends them, and they see this machine's processes.`;
  return {
    hasPids: pidNamespaces,
    hasFiles: false,
    notEmulated: [
      ...(pidNamespaces ? [] : [noPids]),
      `Images and volumes (${why}): programs see this machine's files, and a read-only root is not. Variables and arguments that name a path in a volume get the path of its folder on this machine, and TMPDIR stands for a volume at /tmp. HOSTNAME is the pod's address, for no /etc/hosts tells its name, but for a StatefulSet's, and one that the manifest states. Users of securityContext are not taken on.`,
    ],
    prepare: (job) => prepare(job, pidNamespaces),
  };
}

function prepare(job: Job, pidNamespaces: boolean): Launch {
  for (const { source } of job.mounts) mountable(source);
  const moved = (text: string) => movePath(text, job.mounts);
  const env = Object.fromEntries(Object.entries(job.env).map(([name, value]) => [name, moved(value)]));
  const temporary = job.mounts.find(({ path }) => path === '/tmp');
  if (temporary !== undefined) env['TMPDIR'] ??= temporary.source;
  const cwd = moved(job.cwd);
  if (!isFolder(cwd)) throw new Error(`the working directory ${cwd} does not exist on this machine`);
  const become = (command: readonly string[]) => [
    ...DIE_WITH_PARENT,
    ...(job.security.allowPrivilegeEscalation ? [] : ['--no-new-privs']),
    ...withEnv(env),
    ...command.map(moved),
  ];
  const lines = [UMASK, ...join(job.joinFiles), `cd ${quoted(cwd)}`];
  return {
    argv: [
      ...DIE_WITH_PARENT,
      ...(pidNamespaces ? UNSHARE : []),
      ...thenBecome([...lines, TELL_READY], become(job.command)),
    ],
    pidOf: (started) => (pidNamespaces ? onlyChildOf(started) : started),
    execArgv: (pid, command) => [...(pidNamespaces ? enter(pid) : []), ...thenBecome(lines, become(command))],
    remove: () => Promise.resolve(),
  };
}

function enter(pid: number): string[] {
  return ['nsenter', '--user', '--preserve-credentials', '--pid', '--mount', '--target', String(pid)];
}

/** A path in a volume as the path on this machine; any other text as it is. */
function movePath(text: string, mounts: Job['mounts']): string {
  const mount = mounts
    .filter(({ path }) => path !== '/tmp' && (text === path || text.startsWith(`${path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return mount === undefined ? text : mount.source + text.slice(mount.path.length);
}
