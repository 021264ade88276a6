import { existsSync, mkdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the processes of a group may use. */
export interface Limits {
  /** Absent: as much as there is. Swap is none of it, so that what does not fit dies as in a pod. */
  readonly memoryMiB?: number;
  /** As a quota of the kernel's scheduler. Absent: all. */
  readonly cores?: number;
}

/** A control group, made for one process. */
export interface ControlGroup {
  /** Where its memory limit stands, in bytes. */
  readonly memoryLimitFile: string;
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, ...string[]];
  /** Processes that the kernel killed for want of memory. */
  oomKills(): number;
  /** The most memory that was charged at once, in MiB. */
  peakMiB(): number;
  /** How long its run queues stood throttled so far, in milliseconds, added up over CPUs as the kernel counts. */
  throttledMs(): number;
  /** CPU time that it used so far, in milliseconds. */
  usedMs(): number;
  /** Removes the group once its processes have ended. When this process ends first, both it and they go with it. */
  remove(): Promise<void>;
}

/** The kernel's own default, and Kubernetes': kubelet's `cpuCFSQuotaPeriod`. */
const PERIOD_MICROS = 100_000;
/** To remove a group is EBUSY until the kernel has done with its last process. */
const REMOVE_ATTEMPTS = 100;
const REMOVE_EVERY_MS = 20;

let made = 0;

/**
 * Makes a group with these limits, in version 1 or 2, whichever can be written.
 *
 * @throws where neither can: not root, or a read-only mount
 */
export function makeControlGroup(limits: Limits): ControlGroup {
  const name = `seaworthy-bench-${process.pid}-${++made}`;
  const reasons: string[] = [];
  for (const version of [version1, version2]) {
    const folders: string[] = [];
    try {
      for (const parent of version.parents(limits)) {
        mkdirSync(join(parent, name));
        folders.push(join(parent, name));
      }
      return group(version, folders, limits);
    } catch (error) {
      for (const folder of folders) rmdirSync(folder);
      reasons.push((error as Error).message);
    }
  }
  throw new Error(`no control group can be made here: ${reasons.join('; ')}`);
}

/** How one version of control groups does it. */
interface Version {
  /** In which folders groups are made. */
  parents(limits: Limits): readonly string[];
  /** What is written to which file, where the kernel has it. */
  memory(bytes: string): Readonly<Record<string, string>>;
  cpu(quotaMicros: number): Readonly<Record<string, string>>;
  readonly memoryLimit: string;
  readonly oomEvents: string;
  readonly memoryPeak: string;
  throttledMs(read: Read): number;
  usedMs(read: Read): number;
}

type Read = (file: string) => string;

const version1: Version = {
  parents({ cores }) {
    const controllers = ['memory', ...(cores === undefined ? [] : ['cpu', 'cpuacct'])];
    // Controllers that are mounted together are one folder under several names.
    return [...new Set(controllers.map((name) => realpathSync(join('/sys/fs/cgroup', name))))];
  },
  memory: (bytes) => ({ 'memory.limit_in_bytes': bytes, 'memory.memsw.limit_in_bytes': bytes }),
  // The most weight: what else the machine does is not to be measured.
  cpu: (quota) => ({ 'cpu.cfs_quota_us': String(quota), 'cpu.shares': '262144' }),
  memoryLimit: 'memory.limit_in_bytes',
  oomEvents: 'memory.oom_control',
  memoryPeak: 'memory.max_usage_in_bytes',
  throttledMs: (read) => entry(read('cpu.stat'), 'throttled_time') / 1e6,
  usedMs: (read) => Number(read('cpuacct.usage')) / 1e6,
};

const version2: Version = {
  parents: () => ['/sys/fs/cgroup'],
  memory: (bytes) => ({ 'memory.max': bytes, 'memory.swap.max': '0' }),
  cpu: (quota) => ({ 'cpu.max': `${quota} ${PERIOD_MICROS}`, 'cpu.weight': '10000' }),
  memoryLimit: 'memory.max',
  oomEvents: 'memory.events',
  memoryPeak: 'memory.peak',
  throttledMs: (read) => entry(read('cpu.stat'), 'throttled_usec') / 1e3,
  usedMs: (read) => entry(read('cpu.stat'), 'usage_usec') / 1e3,
};

function group(version: Version, folders: readonly string[], { memoryMiB, cores }: Limits): ControlGroup {
  const path = (file: string) =>
    folders.map((folder) => join(folder, file)).find((candidate) => existsSync(candidate));
  const existing = (file: string) => {
    const found = path(file);
    if (found === undefined) throw new Error(`${folders.join(' and ')} have no ${file}`);
    return found;
  };
  const settings = {
    ...(memoryMiB !== undefined && version.memory(String(memoryMiB * 2 ** 20))),
    ...(cores !== undefined && version.cpu(Math.round(cores * PERIOD_MICROS))),
  };
  for (const [file, text] of Object.entries(settings)) {
    // Not every kernel accounts for swap.
    const found = /swap|memsw/.test(file) ? path(file) : existing(file);
    if (found !== undefined) writeFileSync(found, text);
  }
  const read = (file: string) => readFileSync(existing(file), 'utf8');
  const endWithThisProcess = () => endAll(folders);
  process.once('exit', endWithThisProcess);
  return {
    memoryLimitFile: existing(version.memoryLimit),
    wrap: (command) => [
      'sh',
      '-c',
      'for procs in $0; do echo $$ > "$procs" || exit; done; exec "$@"',
      folders.map((folder) => join(folder, 'cgroup.procs')).join(' '),
      ...command,
    ],
    oomKills: () => entry(read(version.oomEvents), 'oom_kill'),
    peakMiB: () => Math.round(Number(read(version.memoryPeak)) / 2 ** 20),
    throttledMs: () => version.throttledMs(read),
    usedMs: () => version.usedMs(read),
    async remove() {
      for (let attempt = 0; attempt < REMOVE_ATTEMPTS && !isRemoved(folders); attempt++)
        await sleep(REMOVE_EVERY_MS);
      process.off('exit', endWithThisProcess);
    },
  };
}

/** Without the event loop, which turns no more when a process ends. */
function endAll(folders: readonly string[]): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < REMOVE_ATTEMPTS && !isRemoved(folders); attempt++) {
    for (const folder of folders.filter((one) => existsSync(one)))
      for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n'))
        if (pid !== '') kill(Number(pid));
    Atomics.wait(clock, 0, 0, REMOVE_EVERY_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function isRemoved(folders: readonly string[]): boolean {
  for (const folder of folders.filter((one) => existsSync(one)))
    try {
      rmdirSync(folder);
    } catch {
      return false;
    }
  return true;
}

/** A figure of a file of the kernel with a key and a number in each line; 0 where it is not there. */
function entry(text: string, key: string): number {
  return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
