import { realpathSync, statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { timer, type Clock, type Timer } from '../clock.ts';

/** How files are watched. */
export interface WatchOptions {
  readonly clock: Clock;
  /**
   * How often the files are looked at in any case, in milliseconds: some volumes (NFS, some container runtimes' mounts)
   * never notify. Default 5000, well within the kubelet's own refresh period of about a minute.
   */
  readonly pollMs?: number;
  /** How long the files must stay as they are before a change counts, in milliseconds. Default 100. */
  readonly settleMs?: number;
  /** Whether the system's notifications are used besides polling. Default true. */
  readonly notify?: boolean;
}

/**
 * Calls `onChange` after each change of the files; a burst of changes is one. The first call comes at once, since they
 * may have changed after they were read last.
 *
 * It watches the directories and looks the files up by path each time: a watch on a file itself holds its inode and
 * hears nothing more after the first swap.
 */
export function watchFiles(
  paths: readonly string[],
  { clock, pollMs = 5000, settleMs = 100, notify = true }: WatchOptions,
  onChange: () => void,
): Timer {
  let applied = '';
  let seen = '';
  let settling = true;
  let next = clock.after(settleMs, look);
  const watchers = notify ? watchDirectories(paths, settleSoon) : [];

  function look(): void {
    const current = fingerprint(paths);
    const settled = current === seen;
    seen = current;
    settling = !settled;
    next = clock.after(settled ? pollMs : settleMs, look);
    if (!settled || current === applied) return;
    applied = current;
    onChange();
  }

  function settleSoon(): void {
    // Never put off: in a directory with steady traffic the look would not come.
    if (settling) return;
    settling = true;
    next.clear();
    next = clock.after(settleMs, look);
  }

  return timer(() => {
    next.clear();
    for (const watcher of watchers) watcher.close();
  });
}

/**
 * What identifies the present content of files: real path, inode, size and modification time of each. A mounted
 * ConfigMap is replaced by renaming a new `..data` link over the old one, which changes the real path of its files and
 * leaves the paths as they were.
 */
function fingerprint(paths: readonly string[]): string {
  return paths.map(stamp).join('\n');
}

function stamp(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${realpathSync(path)} ${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function watchDirectories(paths: readonly string[], onEvent: () => void): readonly FSWatcher[] {
  const names = new Set(paths.map((path) => basename(path)));
  return [...new Set(paths.map((path) => dirname(path)))].flatMap((directory) => {
    try {
      const watcher = watch(directory, { persistent: false }, (_, name) => {
        if (name === null || name.startsWith('..') || names.has(name)) onEvent();
      });
      // Polling goes on alone.
      return [watcher.on('error', () => watcher.close())];
    } catch {
      // No such directory yet, or no watches left (ENOSPC): polling goes on alone.
      return [];
    }
  });
}
