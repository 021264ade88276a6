import { statSync } from 'node:fs';
import type { Isolation, Job, Launch } from './isolation.ts';
import { DIE_WITH_PARENT } from './privileges.ts';
import { join, quoted, TELL_READY, thenBecome, withEnv } from './script.ts';

/** Programs as they would run on this machine by hand, each in a process group of its own. */
export function plain(why: string): Isolation {
  return {
    notEmulated: [
      `Containers have no namespaces (${why}): a program is not PID 1, so that a signal it does not handle ends it; it sees this machine's processes, and files and folders are not read-only.`,
      `Volumes are not mounted: variables and arguments that name a path in one get the path of the folder on this machine, and TMPDIR stands for a volume at /tmp. Users of securityContext are not taken on.`,
    ],
    prepare,
  };
}

function prepare(job: Job): Launch {
  const moved = (text: string) => movePath(text, job.mounts);
  const env = Object.fromEntries(Object.entries(job.env).map(([name, value]) => [name, moved(value)]));
  const temporary = job.mounts.find(({ path }) => path === '/tmp');
  if (temporary !== undefined) env['TMPDIR'] ??= temporary.source;
  const cwd = moved(job.cwd);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Error(`the working directory ${cwd} does not exist on this machine`);
  const become = (command: readonly string[]) => [
    ...DIE_WITH_PARENT,
    ...(job.security.allowPrivilegeEscalation ? [] : ['--no-new-privs']),
    ...withEnv(env),
    ...command.map(moved),
  ];
  const lines = [...join(job.joinFiles), `cd ${quoted(cwd)}`];
  return {
    argv: thenBecome([...lines, TELL_READY], become(job.command)),
    pidOf: (started) => started,
    execArgv: (_, command) => thenBecome(lines, become(command)),
    remove: () => Promise.resolve(),
  };
}

/** A path in a volume as the path on this machine; any other text as it is. */
function movePath(text: string, mounts: Job['mounts']): string {
  const mount = mounts
    .filter(({ path }) => path !== '/tmp' && (text === path || text.startsWith(`${path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return mount === undefined ? text : mount.source + text.slice(mount.path.length);
}
