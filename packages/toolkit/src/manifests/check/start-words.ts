import { basename } from 'node:path';

/** Programs that run as PID 1, pass signals on and reap: https://github.com/krallin/tini and its like. */
const inits = /^(tini|tini-static|dumb-init|catatonit|docker-init)$/;
const shells = /^(sh|bash|ash|dash)$/;

/** The command that an init runs, or `run` itself without one; undefined where the init's own options hide it. */
export function afterInit(run: readonly string[]): readonly string[] | undefined {
  const [program = '', ...rest] = run;
  if (!inits.test(basename(program))) return run;
  if (!rest[0]?.startsWith('-')) return rest;
  const end = rest.indexOf('--');
  return end === -1 ? undefined : rest.slice(end + 1);
}

/** Whether a shell is run. */
export function isShell([program = '']: readonly string[]): boolean {
  return shells.test(basename(program));
}

/** The text that a shell is given to run; undefined where it runs a file, and of other programs. */
export function scriptOf(run: readonly string[]): string | undefined {
  const [, ...args] = run;
  const flag = args.findIndex((it) => /^-[a-z]*c$/.test(it));
  return isShell(run) && flag !== -1 ? args[flag + 1] : undefined;
}
