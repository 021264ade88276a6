import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makeMemoryGroup } from './memory-group.ts';

const MIB = 2 ** 20;
const LIMIT = 160 * MIB;
const program = fileURLToPath(new URL('page-cache-program.ts', import.meta.url));

test('a large file that is read is no pressure', (context) => {
  const group = makeMemoryGroup(LIMIT);
  if (typeof group === 'string') return context.skip(group);
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-page-cache-'));
  onTestFinished(async () => {
    await group.remove();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'large');
  writeFileSync(file, Buffer.alloc(LIMIT));
  // Else its pages stay charged to whoever wrote it.
  execFileSync('dd', [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none']);
  const [command, args] = group.wrap([process.execPath, '--conditions=seaworthy-source', program, file]);
  const output = execFileSync(command, args, { encoding: 'utf8' });
  const { usage, said } = JSON.parse(output) as { usage: number; said: unknown[] };
  expect(usage).toBeGreaterThan(0.9 * LIMIT);
  expect(said).toEqual([]);
});
