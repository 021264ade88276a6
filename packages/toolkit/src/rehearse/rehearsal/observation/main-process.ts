import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Note } from '../../events.ts';
import type { ObservedEngine } from './observed-engine.ts';
import { scriptShell } from './script-shell.ts';

/** Notes of each container that is told to end what its main process is by then: a shell may have become the program. */
export function withMainProcesses(note: Note, engine: Pick<ObservedEngine, 'pods'>): Note {
  return (happening) => {
    note(happening);
    if (happening.type !== 'signal' || happening.signal === 'SIGKILL') return;
    const { pod, container } = happening;
    const pid = engine.pods.get(pod)?.containers.get(container)?.pid;
    const process = pid === undefined ? undefined : mainProcess(pid);
    if (pid === undefined || process === undefined) return;
    const shell = scriptShell(pid);
    note({
      type: 'main-process',
      pod,
      container,
      ...process,
      ...(shell !== undefined && { scriptShell: shell }),
    });
  };
}

/** The commands by which PM2 is the main process of a container. */
const pm2 = new Set(['pm2-runtime', 'pm2-docker']);

/**
 * The kernel's name of a process (`/proc/PID/comm`), and what runs it: of a script the name is the script's own, and its first
 * argument is the interpreter of its first line (Linux fs/binfmt_script.c); and whether that is PM2, which ends its processes in its own time. Undefined where it has ended.
 */
export function mainProcess(
  pid: number,
): { readonly name: string; readonly runBy: string; readonly isPm2?: true } | undefined {
  try {
    const [runBy = '', script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return { name, runBy: basename(runBy), ...(pm2.has(basename(script)) && { isPm2: true }) };
  } catch {
    return undefined;
  }
}
