import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { page, pidOf } from './several.ts';

test('a service bundled into one file, far from node_modules, serves with two processes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('service.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    conditions: ['seaworthy-source'],
    // pino and others are CommonJS and require node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
  await using service = spawnService(outfile, {
    env: { SEAWORTHY_PROCESSES: '2', SEAWORTHY_DRAIN_DELAY: '0s' },
    execArgv: [],
  });
  await service.ready();
  const { text, pid } = await page(await service.url());
  expect(text).toBe('hello 1');
  expect([pidOf(service, 1), pidOf(service, 2)]).toContain(Number(pid));
  expect((await page(`${await service.adminUrl()}/readyz`)).status).toBe(200);
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.stderr()).toBe('');
});
