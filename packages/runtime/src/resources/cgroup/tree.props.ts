import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** A file tree that stands for `/`. */
export function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'cgroup-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return root;
}

export const mount2 = (root: string, at = '/sys/fs/cgroup') =>
  `30 23 0:26 ${root} ${at} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate`;
export const mount1 = (controllers: string, root: string, at = `/sys/fs/cgroup/${controllers}`) =>
  `32 31 0:29 ${root} ${at} rw,relatime - cgroup cgroup rw,${controllers}`;

/** A group of version 2 with limits… */
export const files2 = (directory: string) => ({
  [`${directory}/cpu.stat`]:
    'usage_usec 5000\nuser_usec 3000\nsystem_usec 2000\nnr_periods 10\nnr_throttled 4\nthrottled_usec 250000',
  [`${directory}/cpu.max`]: '50000 100000',
  [`${directory}/memory.current`]: '1000',
  [`${directory}/memory.max`]: '4096',
  [`${directory}/memory.high`]: 'max',
  [`${directory}/memory.stat`]: 'anon 500\ninactive_file 300\nactive_file 100\nfile_mapped 100',
  [`${directory}/memory.pressure`]:
    'some avg10=12.50 avg60=4.00 avg300=1.10 total=7000000\nfull avg10=2.25 avg60=0.50 avg300=0.00 total=900000',
  [`${directory}/cpu.pressure`]: 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1234',
  [`${directory}/memory.events`]: 'low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 0',
});
/** …and what is to be read of it. */
export const expected2 = {
  cpu: { usageMicros: 5000, periods: 10, throttledPeriods: 4, throttledMicros: 250_000 },
  memory: {
    limitBytes: 4096,
    usageBytes: 1000,
    inactiveFileBytes: 300,
    reclaimableBytes: 300,
    events: { high: 1, max: 2, oom: 3, oomKill: 4 },
  },
};
