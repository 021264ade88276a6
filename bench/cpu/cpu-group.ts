import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A control group with a CPU quota, made for one process. */
export interface CpuGroup {
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, ...string[]];
  /** How long its run queues stood throttled so far, in milliseconds, added up over CPUs as the kernel counts. */
  throttledMs(): number;
  /** CPU time that it used so far, in milliseconds. */
  usedMs(): number;
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

/** The kernel's own default, and Kubernetes': kubelet's `cpuCFSQuotaPeriod`. */
const PERIOD_MICROS = 100_000;

let made = 0;

/**
 * Makes a group that may use so many cores, in version 1 or 2, whichever can be written.
 *
 * @throws where neither can: not root, or a read-only mount
 */
export function makeCpuGroup(cores: number): CpuGroup {
  const name = `seaworthy-bench-${process.pid}-${++made}`;
  const quota = Math.round(cores * PERIOD_MICROS);
  const reasons: string[] = [];
  for (const version of [1, 2]) {
    const directory = join(version === 1 ? '/sys/fs/cgroup/cpu' : '/sys/fs/cgroup', name);
    try {
      mkdirSync(directory);
      const [file, text] =
        version === 1 ? ['cpu.cfs_quota_us', String(quota)] : ['cpu.max', `${quota} ${PERIOD_MICROS}`];
      writeFileSync(join(directory, file), text);
      // The most weight: what else the machine does is not to be measured.
      const [weight, most] = version === 1 ? ['cpu.shares', '262144'] : ['cpu.weight', '10000'];
      writeFileSync(join(directory, weight), most);
      return group(directory, version);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(`no CPU group can be made here: ${reasons.join('; ')}`);
}

function group(directory: string, version: number): CpuGroup {
  const stat = (key: string) =>
    Number(
      new RegExp(`^${key} (\\d+)$`, 'm').exec(readFileSync(join(directory, 'cpu.stat'), 'utf8'))?.[1] ?? 0,
    );
  const usageNanos = () =>
    Number(readFileSync(join(directory.replace('/cpu/', '/cpuacct/'), 'cpuacct.usage'), 'utf8'));
  // Version 1 accounts for CPU time in a hierarchy of its own, unless both are mounted together.
  const accounting = directory.replace('/cpu/', '/cpuacct/');
  if (version === 1) mkdirSync(accounting, { recursive: true });
  return {
    wrap: (command) => [
      'sh',
      '-c',
      'for tasks in $0; do echo $$ > "$tasks"; done; exec "$@"',
      [...new Set([directory, ...(version === 1 ? [accounting] : [])])]
        .map((each) => join(each, 'cgroup.procs'))
        .join(' '),
      ...command,
    ],
    throttledMs: () => (version === 1 ? stat('throttled_time') / 1e6 : stat('throttled_usec') / 1e3),
    usedMs: () => (version === 1 ? usageNanos() / 1e6 : stat('usage_usec') / 1e3),
    async remove() {
      for (const each of new Set([directory, ...(version === 1 ? [accounting] : [])])) await removed(each);
    },
  };
}

async function removed(directory: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return rmdirSync(directory);
    } catch {
      // EBUSY until the kernel has reaped the last process.
      await sleep(20);
    }
  }
}
