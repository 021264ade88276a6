import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeMemoryGroup } from './memory-group.ts';

const program = fileURLToPath(new URL('own-threads-program.ts', import.meta.url));

test('worker threads of the service’s own get no heap of the size of the process’s, and their limits hold', (context) => {
  const group = makeMemoryGroup(256 * 2 ** 20);
  if (typeof group === 'string') return context.skip(group);
  onTestFinished(() => group.remove());
  const [command, args] = group.wrap([process.execPath, '--conditions=seaworthy-source', program]);
  const { stdout, signal } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect([signal, group.oomKills()]).toEqual([null, 0]);
  const [heaps, end] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  // V8's own: its least old space, and a young generation of 3 MiB in place of the process's 96.
  expect(heaps).toEqual({ plainMiB: 256 + 3, limitedMiB: 40 + 12 });
  expect(end).toBe('done');
});
