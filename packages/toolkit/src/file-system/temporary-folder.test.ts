import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const prefix = join(tmpdir(), 'seaworthy-test-');

test('a temporary folder is gone once it is disposed of', async () => {
  const folder = temporaryFolder(prefix);
  writeFileSync(join(folder.path, 'file'), '');
  await folder[Symbol.asyncDispose]();
  expect(existsSync(folder.path)).toBe(false);
});

test('so it is once the process has ended before', () => {
  const module = new URL('temporary-folder.ts', import.meta.url).href;
  const script = `
    import { mkdirSync } from 'node:fs';
    const { temporaryFolder } = await import('${module}');
    const { path } = temporaryFolder('${prefix}');
    mkdirSync(path + '/inner');
    console.log(path);
    process.exit(3);`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(3);
  expect(stdout).toContain(prefix);
  expect(existsSync(stdout.trim())).toBe(false);
});
