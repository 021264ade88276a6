import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';

test('a service bundled into one file, far from node_modules, serves, answers probes and drains', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
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
  await using service = spawnService(outfile);
  const { port: admin } = await service.line(({ event, name }) => event === 'listening' && name === 'admin');
  const { port } = await service.line(({ event, name }) => event === 'listening' && name === 'http');
  await service.line(({ event, to }) => event === 'state' && to === 'ready');
  expect(await (await fetch(`http://localhost:${String(port)}/`)).text()).toBe('from one file');
  for (const path of ['/startupz', '/livez', '/readyz']) {
    expect((await fetch(`http://localhost:${String(admin)}${path}`)).status).toBe(200);
  }
  service.kill('SIGTERM');
  expect(await service.exit).toEqual({ code: 0, signal: null });
  expect(service.stderr()).toBe('');
  await rm(folder, { recursive: true });
});
