import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redis } from '../../../src/stores/redis/index.ts';
import { collectedMetrics } from '../../../src/telemetry/metrics/user/collected.props.ts';
import { attributesOf } from '../../telemetry/official-otlp.ts';
import { startTraced } from '../../telemetry/traced.ts';
import { openCache } from '../cache/open-cache.ts';
import { RedisServer, redisMissing } from '../redis-server.ts';
import { started } from '../started.ts';

describe.skipIf(redisMissing !== '')(`what a Redis client tells${redisMissing}`, () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  test('a span for each command within a trace', async () => {
    await using traced = await startTraced();
    const client = await started(redis({ url: server.url }));
    const { traceId, spanId } = await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
      await client.set('key', 'value');
      parent.end();
      return parent.spanContext();
    });
    await traced.flush();
    const span = traced.collector.span('SET');
    expect(span).toMatchObject({ kind: 3, traceId, parentSpanId: spanId });
    expect(attributesOf(span)).toMatchObject({
      'db.system.name': 'redis',
      'server.port': String(server.port),
    });
  });

  test('the duration of each command, and how it failed; what the cache did', async () => {
    const metrics = collectedMetrics();
    const client = await started(redis({ url: server.url }));
    await client.set('text', 'no list');
    await expect(client.lpush('text', 'item')).rejects.toThrow('WRONGTYPE');
    const local = await openCache({ name: 'local' });
    const cache = await openCache({ redis: client, memory: false, maxValueLength: 5 });
    for (const it of [local, local, cache, cache]) await it.wrap('key', () => 1);
    await cache.wrap('large', () => 'too large');
    await cache.wrap('failing', () => Promise.reject(new Error('source down'))).catch(() => {});
    const text = await metrics.text();
    const command = (name: string) =>
      new RegExp(`db_client_operation_duration_seconds_count{[^}]*db_operation_name="${name}"[^}]*} 1\n`);
    expect(text).toMatch(command('SET'));
    expect(text).toMatch(/_count{[^}]*db_operation_name="LPUSH"[^}]*error_type="WRONGTYPE"[^}]*} 1\n/);
    expect(text).toMatch(
      /seaworthy_cache_requests_total{[^}]*name="local"[^}]*outcome="memory hit"[^}]*} 1\n/,
    );
    expect(text).toMatch(
      /seaworthy_cache_requests_total{[^}]*name="cache"[^}]*outcome="redis hit"[^}]*} 1\n/,
    );
    expect(text).toMatch(/seaworthy_cache_requests_total{[^}]*name="cache"[^}]*outcome="miss"[^}]*} 3\n/);
    expect(text).toMatch(/seaworthy_cache_loads_total{[^}]*name="cache"[^}]*outcome="failed"[^}]*} 1\n/);
    expect(text).toMatch(/seaworthy_cache_oversized_total{[^}]*seaworthy_cache_name="cache"[^}]*} 1\n/);
    expect(text).toMatch(/seaworthy_cache_memory_bytes{[^}]*name="local"[^}]*} [1-9]/);
    expect(text).toMatch(/seaworthy_cache_bypassed{[^}]*} 0\n/);
  });
});
