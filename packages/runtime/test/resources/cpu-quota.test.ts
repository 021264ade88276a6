import { execFileSync } from 'node:child_process';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const name = `seaworthy-test-${process.pid}`;

/** Groups of version 1, or why they can't be made. */
function groups(files: Record<string, string>): { procs: string[] } | { reason: string } {
  try {
    const procs = Object.entries(files).map(([file, value]) => {
      const directory = join('/sys/fs/cgroup', file.slice(0, file.indexOf('.')), name);
      mkdirSync(directory, { recursive: true });
      onTestFinished(() => rmdirSync(directory));
      writeFileSync(join(directory, file), value);
      return join(directory, 'cgroup.procs');
    });
    return { procs };
  } catch (error) {
    return { reason: `no control groups of version 1 can be made: ${(error as Error).message}` };
  }
}

test.each([
  [25_000, 1],
  [150_000, 2],
])('under a real quota of %i µs of each 100 ms there is room for %i', (quota, most) => {
  const made = groups({ 'cpu.cfs_quota_us': String(quota), 'memory.limit_in_bytes': String(256 * 2 ** 20) });
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
