import type { ChildProcess } from 'node:child_process';

/** All processes of a command's group. To be disposed of once they have ended. */
export interface ProcessGroup extends Disposable {
  signal(name: NodeJS.Signals): void;
}

/**
 * The group that a child leads which was spawned with `detached`: a shell passes no signal on, so that all of it are told to
 * end. They are killed when this process exits before.
 */
export function groupOf({ pid }: ChildProcess): ProcessGroup {
  const signal = (name: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(-pid, name);
    } catch {
      // All of it have ended.
    }
  };
  const onExit = () => signal('SIGKILL');
  process.once('exit', onExit);
  return { signal, [Symbol.dispose]: () => void process.off('exit', onExit) };
}
