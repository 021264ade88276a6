import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A CPU group of this test run, made for one process that is to be throttled. */
export interface CpuGroup {
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, string[]];
  /** From now on it may use `cores`. */
  setQuota(cores: number): void;
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

const versions = [
  { parent: '/sys/fs/cgroup/cpu', file: 'cpu.cfs_quota_us', text: (us: number) => String(us) },
  { parent: '/sys/fs/cgroup', file: 'cpu.max', text: (us: number) => `${us} 100000` },
];

/**
 * Makes a group that may use `quota` cores, in version 1 or 2, whichever can be written.
 *
 * @throws where neither can
 */
export function makeCpuGroup(quota: number): CpuGroup {
  const group = tryCpuGroup(quota);
  if (typeof group === 'string') throw new Error(group);
  return group;
}

/** Why no group can be made here; undefined when one can. */
export function whyNoCpuGroup(): string | undefined {
  const group = tryCpuGroup(1);
  if (typeof group === 'string') return group;
  void group.remove();
  return undefined;
}

function tryCpuGroup(quota: number): CpuGroup | string {
  const reasons: string[] = [];
  for (const { parent, file, text } of versions) {
    const directory = join(parent, `seaworthy-test-${process.pid}-${made++}-${Date.now()}`);
    const setQuota = (cores: number) => writeFileSync(join(directory, file), text(cores * 100_000));
    try {
      mkdirSync(directory);
      setQuota(quota);
    } catch (error) {
      reasons.push((error as Error).message);
      continue;
    }
    return {
      setQuota,
      wrap: (command) => [
        'sh',
        ['-c', 'echo $$ > "$0"; exec "$@"', join(directory, 'cgroup.procs'), ...command],
      ],
      remove: () => removeWhenEmpty(directory),
    };
  }
  return `no CPU group can be made: ${reasons.join('; ')}`;
}

let made = 0;

async function removeWhenEmpty(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return rmdirSync(directory);
    } catch {
      // EBUSY until the kernel has reaped the last process.
      await sleep(20);
    }
  }
}
