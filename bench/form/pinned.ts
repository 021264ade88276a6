import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { endWithThisProcess } from './child.ts';

/** The server has a core of its own; the load and this process share another. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Moves this process to the load's core. @throws where there are not two cores, or no `taskset` (util-linux) */
export function pinThisProcess(): void {
  if (availableParallelism() < 2)
    throw new Error('A server and its load need a core each; this machine has one');
  const { status, error } = spawnSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)]);
  if (status !== 0) throw new Error('taskset is needed to pin processes to cores', { cause: error });
}

/** Starts a program on one core. `taskset` executes it in its own place, so the process id is the program's. */
export function spawnPinned(core: number, command: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn('taskset', ['-c', String(core), ...command], options);
  endWithThisProcess(child);
  return child;
}
