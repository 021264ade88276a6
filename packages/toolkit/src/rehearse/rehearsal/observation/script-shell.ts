import { readFileSync } from 'node:fs';
import { catchesSignal, childrenOf } from '../../engines/index.ts';
import type { ScriptShell } from '../../events.ts';

const managers = new Set(['npm', 'yarn', 'pnpm', 'npx']);
const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'busybox']);

/**
 * The shell by which a package manager at or below a process runs a script, where it goes on beside the program that it started. A shell
 * that becomes the program (by `exec`, or by itself for the last command, as bash does and dash does not) is none, and neither is one
 * that has a trap for SIGTERM, which may pass it on.
 */
export function scriptShell(pid: number): ScriptShell | undefined {
  try {
    const manager = nameOf(pid);
    for (const child of childrenOf(pid)) {
      const shell = nameOf(child);
      if (managers.has(manager) && shells.has(shell) && childrenOf(child).length > 0)
        return catchesSignal(statusOf(child), 'SIGTERM') ? undefined : { manager, shell };
      const below = scriptShell(child);
      if (below !== undefined) return below;
    }
  } catch {
    // It has ended meanwhile.
  }
  return undefined;
}

/** npm and its like call themselves by their command too, such as `npm start`. */
function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim().split(' ')[0] ?? '';
}

function statusOf(pid: number): string {
  return readFileSync(`/proc/${pid}/status`, 'utf8');
}
