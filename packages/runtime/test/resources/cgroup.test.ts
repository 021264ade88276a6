import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { CpuStat, MemoryReading } from '../../src/resources/index.ts';
import { makeCpuGroup } from './cpu-group.ts';
import { makeMemoryGroup } from './memory-group.ts';

const group = makeCpuGroup(0.1);
afterAll(async () => {
  if (typeof group !== 'string') await group.remove();
});

test('a process throttled by the kernel reads its own quota and throttling', (context) => {
  if (typeof group === 'string') return context.skip(group);
  const source = new URL('../../src/resources/index.ts', import.meta.url);
  const [command, args] = group.wrap([
    process.execPath,
    '--conditions=seaworthy-source',
    '--input-type=module',
    '--eval',
    `const { findCgroup } = await import('${source.href}');
     const cgroup = findCgroup();
     while (cgroup.readCpuStat().throttledPeriods === 0);
     console.log(JSON.stringify({ quota: cgroup.readCpuQuota(), stat: cgroup.readCpuStat() }));`,
  ]);
  const output = execFileSync(command, args, { encoding: 'utf8', timeout: 50_000 });
  const { quota, stat } = JSON.parse(output) as { quota: number; stat: CpuStat };
  expect(quota).toBe(0.1);
  expect(stat.periods).toBeGreaterThan(0);
  expect(stat.throttledPeriods).toBeGreaterThan(0);
  expect(stat.throttledMicros).toBeGreaterThan(0);
});

test('a process whose page cache fills its group reads how often the limit was met', async (context) => {
  const memory = makeMemoryGroup(96 * 2 ** 20);
  if (typeof memory === 'string') return context.skip(memory);
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-cache-'));
  onTestFinished(async () => {
    rmSync(folder, { recursive: true });
    await memory.remove();
  });
  const source = new URL('../../src/resources/index.ts', import.meta.url);
  const [command, args] = memory.wrap([
    process.execPath,
    '--conditions=seaworthy-source',
    '--input-type=module',
    '--eval',
    `import { appendFileSync } from 'node:fs';
     const { findCgroup } = await import('${source.href}');
     for (let mebibyte = 0; mebibyte < 128; mebibyte++) appendFileSync('${join(folder, 'file')}', Buffer.alloc(2 ** 20));
     console.log(JSON.stringify(findCgroup().readMemory()));`,
  ]);
  const reading = JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as MemoryReading;
  expect(reading.events?.max).toBeGreaterThan(0);
  expect(reading.events?.oomKill).toBe(0);
  expect(reading.underOom ?? false).toBe(false);
});
