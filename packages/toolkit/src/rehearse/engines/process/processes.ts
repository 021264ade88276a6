import { readdirSync } from 'node:fs';
import { readText } from './read-text.ts';

/** A process and all that descends from it, by IDs. */
export function descendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(descendants)];
}

/** The one child of a process; undefined once it has ended. */
export function onlyChildOf(pid: number): number | undefined {
  return childrenOf(pid)[0];
}

/** Those that a process has started, whichever of its threads did, by IDs; none once it has ended (proc_tid_children(5)). */
export function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .filter((each) => /^\d+/.test(each))
      .map(Number),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // It has ended.
  }
}

/** Sends a signal to a process, or to a group where the number is negative; nothing happens where there is none. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops or continues all processes that `pids` tells of, those too that are started meanwhile. */
export function pauseAll(pids: () => readonly number[], paused: boolean): void {
  const done = new Set<number>();
  for (;;) {
    const next = pids().filter((pid) => !done.has(pid));
    if (next.length === 0) return;
    for (const pid of next) {
      send(pid, paused ? 'SIGSTOP' : 'SIGCONT');
      done.add(pid);
    }
  }
}

/** Memory and CPU time over some processes, by /proc: resident memory, shared pages counted more than once. */
export function usageOf(pids: readonly number[]): { memoryBytes: number; cpuMs: number } {
  const each = pids.map((pid) => {
    const stat = readText(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      // In kB, where `stat` counts pages, whose size differs.
      memory: Number(/^VmRSS:\s*(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) * 1024,
      cpu: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS,
    };
  });
  return {
    memoryBytes: each.reduce((sum, { memory }) => sum + memory, 0),
    cpuMs: each.reduce((sum, { cpu }) => sum + cpu, 0),
  };
}

/** USER_HZ is 100. */
const TICK_MS = 10;
