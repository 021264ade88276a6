import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A version 1 CPU group of this test run, made for one process that is to be throttled. */
export interface CpuGroup {
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, string[]];
  /** From now on it may use `cores`. */
  setQuota(cores: number): void;
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

/**
 * Makes a group that may use `quota` cores.
 *
 * @throws where `/sys/fs/cgroup/cpu` is not a writable version 1 hierarchy
 */
export function makeCpuGroup(quota: number): CpuGroup {
  const directory = join('/sys/fs/cgroup/cpu', `seaworthy-test-${process.pid}-${Date.now()}`);
  mkdirSync(directory);
  const setQuota = (cores: number) =>
    writeFileSync(join(directory, 'cpu.cfs_quota_us'), String(cores * 100_000));
  setQuota(quota);
  return {
    setQuota,
    wrap: (command) => [
      'sh',
      ['-c', 'echo $$ > "$0"; exec "$@"', join(directory, 'cgroup.procs'), ...command],
    ],
    async remove() {
      for (let attempt = 0; attempt < 50; attempt++) {
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

/** Why no group can be made here; undefined when one can. */
export function whyNoCpuGroup(): string | undefined {
  const directory = join('/sys/fs/cgroup/cpu', `seaworthy-try-${process.pid}-${Date.now()}`);
  try {
    mkdirSync(directory);
    writeFileSync(join(directory, 'cpu.cfs_quota_us'), '100000');
    return undefined;
  } catch (error) {
    return `no writable version 1 CPU hierarchy: ${(error as Error).message}`;
  } finally {
    try {
      rmdirSync(directory);
    } catch {
      // It was never made.
    }
  }
}
