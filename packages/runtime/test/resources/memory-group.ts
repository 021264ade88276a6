import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A memory group of this test run. */
export interface MemoryGroup {
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, string[]];
  /** Ids of the processes in it. */
  processes(): readonly number[];
  /** How many of its processes the kernel has killed. */
  oomKills(): number;
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

const parents = [
  { directory: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', events: 'memory.oom_control' },
  { directory: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events' },
];

/**
 * Makes a group with a limit, in version 1 or 2, whichever can be written.
 *
 * @returns the group, or why none can be made here
 */
export function makeMemoryGroup(limitBytes: number): MemoryGroup | string {
  const reasons: string[] = [];
  for (const { directory: parent, limit, events } of parents) {
    const directory = join(parent, `seaworthy-test-${process.pid}-${Date.now()}`);
    try {
      mkdirSync(directory);
      writeFileSync(join(directory, limit), String(limitBytes));
    } catch (error) {
      reasons.push((error as Error).message);
      continue;
    }
    const read = (name: string) => readFileSync(join(directory, name), 'utf8');
    return {
      wrap: (command) => [
        'sh',
        ['-c', 'echo $$ > "$0" && exec "$@"', join(directory, 'cgroup.procs'), ...command],
      ],
      processes: () => read('cgroup.procs').trim().split('\n').filter(Boolean).map(Number),
      oomKills: () => Number(/^oom_kill (\d+)$/m.exec(read(events))?.[1] ?? 0),
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
  return `no memory group can be made: ${reasons.join('; ')}`;
}
