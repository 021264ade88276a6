import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const name = `seaworthy-test-${process.pid}`;

/** Groups with both limits, of version 1 or 2, whichever can be written, or why neither can. */
function groups(quota: number, limitBytes: number): { procs: string[] } | { reason: string } {
  const reasons: string[] = [];
  for (const files of [
    { [`cpu/${name}/cpu.cfs_quota_us`]: quota, [`memory/${name}/memory.limit_in_bytes`]: limitBytes },
    { [`${name}/cpu.max`]: `${quota} 100000`, [`${name}/memory.max`]: limitBytes },
  ])
    try {
      return { procs: Object.entries(files).map(([file, value]) => limit(file, String(value))) };
    } catch (error) {
      reasons.push((error as Error).message);
    }
  return { reason: `no control groups can be made: ${reasons.join('; ')}` };
}

/** Makes the group of `file`, which may be there by now, until the test is over, and returns where its processes are written. */
function limit(file: string, value: string): string {
  const path = join('/sys/fs/cgroup', file);
  const directory = dirname(path);
  if (!existsSync(directory)) {
    mkdirSync(directory);
    onTestFinished(() => rmdirSync(directory));
  }
  writeFileSync(path, value);
  return join(directory, 'cgroup.procs');
}

test.each([
  [25_000, 1],
  [150_000, 2],
])('under a real quota of %i µs of each 100 ms there is room for %i', (quota, most) => {
  const made = groups(quota, 256 * 2 ** 20);
  if ('reason' in made) return console.warn(`skipped: ${made.reason}`);
  const output = execFileSync(
    'sh',
    [
      '-c',
      'for procs in $0; do echo $$ > "$procs"; done; exec "$@"',
      made.procs.join(' '),
      process.execPath,
      '--conditions=seaworthy-source',
      fileURLToPath(new URL('quota-program.ts', import.meta.url)),
    ],
    { encoding: 'utf8' },
  );
  const found = JSON.parse(output) as { cores: number; flags: string[]; throttledPeriods: number };
  expect(found.cores).toBeLessThanOrEqual(most);
  expect(found.flags).toContain(`--v8-pool-size=${found.cores}`);
  expect(found.flags.join(' ')).toMatch(/--max-old-space-size=\d+/);
  if (quota < 100_000) expect(found.throttledPeriods).toBeGreaterThan(0);
});
