import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeControlGroup } from './control-group.ts';

test.for([
  [25_000, 1],
  [150_000, 2],
] as const)('under a real quota of %i µs of each 100 ms there is room for %i', ([quota, most], context) => {
  const limitBytes = 256 * 2 ** 20;
  // The greatest share: on a busy machine it would not come to its quota, and not be throttled.
  const group = makeControlGroup({
    version1: { 'cpu.cfs_quota_us': quota, 'cpu.shares': 262_144, 'memory.limit_in_bytes': limitBytes },
    version2: { 'cpu.max': `${quota} 100000`, 'cpu.weight': 10_000, 'memory.max': limitBytes },
  });
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  const [command, args] = group.wrap([
    process.execPath,
    '--conditions=seaworthy-source',
    fileURLToPath(new URL('quota-program.ts', import.meta.url)),
  ]);
  const output = execFileSync(command, args, { encoding: 'utf8', timeout: 50_000 });
  const found = JSON.parse(output) as { cores: number; flags: string[]; throttledPeriods: number };
  expect(found.cores).toBeLessThanOrEqual(most);
  expect(found.flags).toContain(`--v8-pool-size=${found.cores}`);
  expect(found.flags.join(' ')).toMatch(/--max-old-space-size=\d+/);
  if (quota < 100_000) expect(found.throttledPeriods).toBeGreaterThan(0);
});
