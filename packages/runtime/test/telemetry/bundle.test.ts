import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { listen } from './listen.ts';
import { attributesOf } from './official-otlp.ts';
import { startStubCollector } from './stub-collector.ts';
import { startStubRedis } from './stub-redis.ts';

test('a service bundled into one file has its client spans, and carries its trace on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('calling-service.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    conditions: ['seaworthy-source'],
    // ioredis and others are CommonJS and require node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'silent',
  });
  const received: unknown[] = [];
  const target = await listen(
    createServer((request, response) => {
      received.push(request.headers.traceparent);
      response.end('body');
    }),
  );
  onTestFinished(() => target.close());
  using collector = await startStubCollector();
  using redis = await startStubRedis();
  await using service = spawnService(outfile, {
    env: {
      TARGET: target.url,
      REDIS_PORT: String(redis.port),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    },
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  expect(await (await fetch(await service.url(), { headers })).text()).toBe('value');
  service.kill('SIGTERM');
  expect(await service.exit).toMatchObject({ code: 0 });

  const server = collector.spans().find(({ kind }) => kind === 2);
  expect(server).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  const asked = collector.spans().filter(({ kind, traceId: id }) => kind === 3 && id === traceId);
  expect(asked.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(4).fill(server?.spanId));
  expect(asked.map((span) => attributesOf(span)['url.full'] ?? span.name)).toEqual([
    `${target.url}/fetch`,
    `${target.url}/undici`,
    `${target.url}/http`,
    'GET',
  ]);
  expect(received).toEqual(asked.slice(0, 3).map(({ spanId }) => `00-${traceId}-${spanId}-01`));
});
