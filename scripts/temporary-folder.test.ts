import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** Does what a process does that ends after its run: writes files until their folder is gone, and tells of the first. */
const writer = `
  const { mkdtempSync, writeFileSync } = require('node:fs');
  for (let made = 0; made < 100_000; made++) {
    let folder;
    try { folder = mkdtempSync(process.env.TMPDIR + '/late-'); } catch { process.exit(); }
    try { writeFileSync(folder + '/file', ''); } catch {}
    if (made === 0) console.log('begun');
  }`;

const run = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import keepTemporaryFilesApart from ${JSON.stringify(join(import.meta.dirname, 'temporary-folder.ts'))};
  keepTemporaryFilesApart();
  const late = spawn(process.execPath, ['--eval', ${JSON.stringify(writer)}], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(late.stdout, 'data');
  process.exit();`;

test('a run’s folder goes with it, though something still writes there', () => {
  const place = mkdtempSync(join(tmpdir(), 'seaworthy-test-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const env = { PATH: process.env['PATH'], TMPDIR: place };
  execFileSync(process.execPath, ['--input-type=module', '--eval', run], { env, stdio: 'ignore' });
  expect(readdirSync(place)).toEqual([]);
});
