import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { bundle } from '../bundle/one-file.ts';
import { listen } from './listen.ts';
import { attributesOf } from './official-otlp.ts';
import { startStubCollector } from './stub-collector.ts';
import { startStubRedis } from './stub-redis.ts';

test('a service bundled into one file has its client spans, and carries its trace on', async () => {
  await using bundled = await bundle(new URL('calling-service.ts', import.meta.url));
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
  await using service = spawnService(bundled.file, {
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
