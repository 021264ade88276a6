import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A control group with a memory limit, made for one process. */
export interface MemoryGroup {
  /** Where its limit stands, in bytes. */
  readonly limitFile: string;
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, ...string[]];
  /** Processes that the kernel killed in it. */
  oomKills(): number;
  /** The most that was charged at once, in MiB. */
  peakMiB(): number;
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

interface Files {
  readonly parent: string;
  readonly limit: string;
  readonly peak: string;
  readonly events: string;
}

const version1: Files = {
  parent: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  peak: 'memory.max_usage_in_bytes',
  events: 'memory.oom_control',
};
const version2: Files = {
  parent: '/sys/fs/cgroup',
  limit: 'memory.max',
  peak: 'memory.peak',
  events: 'memory.events',
};

let made = 0;

/**
 * Makes a group of `limitMiB`, or without a limit, in version 1 or 2, whichever can be written.
 *
 * @throws where neither can: not root, or a read-only mount
 */
export function makeMemoryGroup(limitMiB?: number): MemoryGroup {
  const reasons: string[] = [];
  for (const files of [version1, version2]) {
    const directory = join(files.parent, `seaworthy-bench-${process.pid}-${++made}`);
    try {
      mkdirSync(directory);
      if (limitMiB !== undefined) writeFileSync(join(directory, files.limit), String(limitMiB * 2 ** 20));
      return group(directory, files);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(`no memory group can be made here: ${reasons.join('; ')}`);
}

function group(directory: string, { limit, peak, events }: Files): MemoryGroup {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  return {
    limitFile: join(directory, limit),
    wrap: (command) => [
      'sh',
      '-c',
      'echo $$ > "$0" && exec "$@"',
      join(directory, 'cgroup.procs'),
      ...command,
    ],
    oomKills: () => Number(/^oom_kill (\d+)$/m.exec(read(events))?.[1] ?? 0),
    peakMiB: () => Math.round(Number(read(peak)) / 2 ** 20),
    async remove() {
      for (let attempt = 0; attempt < 100; attempt++) {
        try {
          return rmdirSync(directory);
        } catch {
          // EBUSY until the kernel has reaped the last process.
          await sleep(20);
        }
      }
    },
  };
}
