import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { makeControlGroup } from '../resources/control-group.ts';
import { runSeveral } from './several.ts';

test('one CPU limit is divided among processes: who has a part of a core collects garbage on its main thread', async (context) => {
  const limitBytes = 320 * 2 ** 20;
  const group = makeControlGroup({
    version1: { 'cpu.cfs_quota_us': 150_000, 'memory.limit_in_bytes': limitBytes },
    version2: { 'cpu.max': '150000 100000', 'memory.max': limitBytes },
  });
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  await using service = runSeveral({}, group);
  const answer = await fetch(await service.url());
  const flags = readFileSync(`/proc/${answer.headers.get('x-pid')}/cmdline`, 'utf8').split('\0');
  expect(flags).toContain('--v8-pool-size=1');
  expect(flags).toContain('--single-threaded-gc');
});
