import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { spawnService } from '../../src/testing/index.ts';
import { RedisServer, redisMissing } from './redis-server.ts';

test.skipIf(redisMissing !== '')(
  `Redis and the cache work from one bundled file, far from node_modules${redisMissing}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const outfile = join(folder, 'main.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('cache/wrapping-service.ts', import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      conditions: ['seaworthy-source'],
      // ioredis is CommonJS and requires node's own modules.
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
      logLevel: 'silent',
    });
    await using server = await RedisServer.start();
    const client = new Redis(server.url);
    // The others, for which it waits.
    await client.set('arrived', 2);
    await client.quit();
    await using service = spawnService(outfile, { env: { REDIS_URL: server.url } });
    const { value, loads } = await service.line((line) => 'loads' in line);
    expect({ value, loads }).toEqual({ value: service.pid, loads: 1 });
    service.kill('SIGTERM');
    expect(await service.exit).toEqual({ code: 0, signal: null });
  },
);
