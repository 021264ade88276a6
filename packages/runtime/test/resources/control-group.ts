import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is written into a group's files, by version: that of the machine holds. */
export interface GroupLimits {
  readonly version1: Readonly<Record<string, string | number>>;
  readonly version2: Readonly<Record<string, string | number>>;
}

/** A control group of this test run. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** The command line that runs `command` inside the group from its first instruction. */
  wrap(command: readonly string[]): [string, string[]];
  /** Changes limits. */
  limit(limits: GroupLimits): void;
  /** One of its files. */
  read(file: string): string;
  /** Ids of the processes in it. */
  processes(): readonly number[];
  /** Removes the group once its processes have ended. */
  remove(): Promise<void>;
}

const ROOT = '/sys/fs/cgroup';
const ATTEMPTS = 100;

let made = 0;

/**
 * Makes a group with limits, in version 1 or 2, whichever can be written.
 *
 * @returns the group, or why none can be made here
 */
export function makeControlGroup(limits: GroupLimits): ControlGroup | string {
  const name = `seaworthy-test-${process.pid}-${++made}-${Date.now()}`;
  const reasons: string[] = [];
  for (const version of [1, 2] as const) {
    const group = groupIn(version, name, limits);
    try {
      group.make();
      return group;
    } catch (error) {
      reasons.push((error as Error).message);
      void group.remove();
    }
  }
  return `no control group can be made: ${reasons.join('; ')}`;
}

function groupIn(version: 1 | 2, name: string, limits: GroupLimits): ControlGroup & { make(): void } {
  // In version 1 each controller has a hierarchy of its own, and its name begins those of its files.
  const folderOf = (file: string) =>
    version === 1 ? join(ROOT, file.slice(0, file.indexOf('.')), name) : join(ROOT, name);
  const filesOf = (of: GroupLimits) => Object.entries(version === 1 ? of.version1 : of.version2);
  const folders = [...new Set(filesOf(limits).map(([file]) => folderOf(file)))];
  const lists = folders.map((folder) => join(folder, 'cgroup.procs'));
  const limit = (to: GroupLimits) => {
    for (const [file, value] of filesOf(to)) writeFileSync(join(folderOf(file), file), String(value));
  };
  return {
    version,
    limit,
    make() {
      for (const folder of folders) mkdirSync(folder);
      limit(limits);
    },
    wrap: (command) => [
      'sh',
      ['-c', 'for list in $0; do echo $$ > "$list" || exit; done; exec "$@"', lists.join(' '), ...command],
    ],
    read: (file) => readFileSync(join(folderOf(file), file), 'utf8'),
    processes: () =>
      readFileSync(lists[0] ?? '', 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map(Number),
    async remove() {
      for (const folder of folders) await removeWhenEmpty(folder);
    },
  };
}

async function removeWhenEmpty(folder: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++)
    try {
      return rmdirSync(folder);
    } catch (error) {
      // EBUSY until the kernel has reaped the last process.
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') return;
      await sleep(20);
    }
}
