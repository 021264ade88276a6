import { execFileSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import type { CpuStat } from '../../src/resources/index.ts';
import { makeCpuGroup, whyNoCpuGroup } from './cpu-group.ts';

const obstacle = whyNoCpuGroup();
const group = obstacle === undefined ? makeCpuGroup(0.1) : undefined;
afterAll(() => group?.remove());

test('a process throttled by the kernel reads its own quota and throttling', (context) => {
  if (group === undefined) return context.skip(obstacle);
  const source = new URL('../../src/resources/index.ts', import.meta.url);
  const [command, args] = group.wrap([
    process.execPath,
    '--conditions=seaworthy-source',
    '--input-type=module',
    '--eval',
    `const { findCgroup } = await import('${source.href}');
     const cgroup = findCgroup();
     console.log(JSON.stringify({ quota: cgroup.readCpuQuota(), stat: cgroup.readCpuStat() }));`,
  ]);
  const { quota, stat } = JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as {
    quota: number;
    stat: CpuStat;
  };
  expect(quota).toBe(0.1);
  // Starting node alone takes more than the 10 ms of one period.
  expect(stat.periods).toBeGreaterThan(0);
  expect(stat.throttledPeriods).toBeGreaterThan(0);
  expect(stat.throttledMicros).toBeGreaterThan(0);
});
