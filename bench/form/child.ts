import type { ChildProcess } from 'node:child_process';

/** Kills a child when this process ends first: an interrupted bench leaves nothing running, and what it removes stands still. */
export function endWithThisProcess(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
