import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { LOAD_CORE, scratch, spawnPinned } from '../form/index.ts';

/** Standard output of a program as a container runtime gives it. Disposing of it closes this process's end. */
export interface LogPipe extends Disposable {
  /** The end to write to, a file descriptor. */
  readonly write: number;
}

/** A pipe whose other end is read and thrown away, on the load's core. What node spawns with is a socket, and dearer. */
export function openLogPipe(): LogPipe {
  const path = join(scratch(), 'log');
  execFileSync('mkfifo', [path]);
  spawnPinned(LOAD_CORE, ['cat', path], { stdio: 'ignore' });
  // Waits for the reader.
  const write = openSync(path, 'w');
  return { write, [Symbol.dispose]: () => closeSync(write) };
}
