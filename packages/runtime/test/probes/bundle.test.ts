import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundle } from '../bundle/one-file.ts';
import { startProbeProcess } from './probe-process.ts';

test('a service that is one bundled file has its probes, alone in an empty folder', async () => {
  await using bundled = await bundle(new URL('subject.ts', import.meta.url));
  await using subject = await startProbeProcess([], { program: bundled.file, nodeArgs: [] });
  expect(await subject.probe('/livez')).toBe(200);
  expect(await subject.probe('/metrics')).toBe(200);
});

test('what the environment preloads into the service is not loaded into the probe thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probe-preload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const preload = join(folder, 'preload.cjs');
  writeFileSync(
    preload,
    `const { isMainThread } = require('node:worker_threads');
     require('node:fs').writeSync(1, isMainThread ? 'in main\\n' : 'in thread\\n');`,
  );
  await using subject = await startProbeProcess([], { env: { NODE_OPTIONS: `--require=${preload}` } });
  expect(await subject.probe('/livez')).toBe(200);
  expect(subject.lines).toContain('in main');
  expect(subject.lines).not.toContain('in thread');
});
