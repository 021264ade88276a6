import type { SpawnedService } from '@seaworthy/runtime/testing';
import { describe, expect, test } from 'vitest';
import { Client, type OrderBody } from './client.ts';
import { startCollector, type CollectedSpan } from './collector.ts';
import { postgresMissing, PostgresServer } from '../../../packages/runtime/test/stores/postgres-server.ts';
import { redisMissing, RedisServer } from '../../../packages/runtime/test/stores/redis-server.ts';
import { startPayments, startShop } from './service-processes.ts';

const skipped = postgresMissing !== '' || redisMissing !== '';

describe.skipIf(skipped)(`the trace of an order${postgresMissing}${redisMissing}`, () => {
  // The collector is built the first time.
  test(
    'spans the shop, its database and cache, the worker, and payments; all is flushed at the end',
    { timeout: 240_000 },
    async () => {
      const collector = await startCollector();
      await using postgres = await PostgresServer.start();
      await using redis = await RedisServer.start();
      // Nothing is exported on the way: what arrives was flushed by the shutdown.
      const telemetry = {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '3600000',
      };
      const env = { ...telemetry, DATABASE_URL: postgres.url() };
      await using payments = startPayments(env);
      await using shop = startShop({
        ...env,
        REDIS_URL: redis.url,
        PAYMENTS_URL: await payments.url(),
        SHOP_FULFIL_EVERY: '100ms',
      });

      const client = await Client.of(await shop.url());
      const headers = { traceparent: `00-${traceId}-${caller}-01`, 'content-type': 'application/json' };
      expect((await client.send('/products', { headers })).status).toBe(200);
      const body = JSON.stringify({ items: [{ product: 'rope', quantity: 2 }] });
      const placed = await client.send<OrderBody>('/orders', { method: 'POST', headers, body });
      const order = await client.fulfilled(placed.body.id);
      expect(order.body).toMatchObject({ status: 'fulfilled', payment: expect.any(String) });
      for (const service of [shop, payments]) {
        service.kill('SIGTERM');
        expect(await service.exit).toMatchObject({ code: 0 });
      }

      const spans = (await collector.end()).filter((span) => span.traceId === traceId);
      expect(tree(spans, caller)).toEqual([
        'shop serves GET /products',
        '  shop asks MGET',
        '  shop asks EVALSHA',
        '  shop asks EVAL',
        '  shop asks SELECT products',
        '  shop asks EVALSHA',
        '  shop asks EVAL',
        'shop serves POST /orders',
        '  shop asks SELECT created_at expires_at seaworthy_sessions',
        '  shop asks BEGIN',
        '  shop asks SELECT products',
        '  shop asks WITH orders unnest products wanted order_items placed',
        '  shop asks SELECT order_items orders',
        '  shop asks INSERT seaworthy_outbox jsonb_array_elements',
        '  shop asks COMMIT',
        '  shop consumes process payments',
        '    shop asks POST',
        '      payments serves POST /payments',
        '        payments asks INSERT payments.payments',
        '    shop asks UPDATE orders',
      ]);
      expect(messages(shop, traceId)).toEqual(['GET /products 200', 'POST /orders 201', 'order paid']);
      expect(messages(payments, traceId)).toEqual(['POST /payments 201']);
    },
  );
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const caller = 'b7ad6b7169203331';

/** What stands below the span `parent`, in order of start, by whose it is, its kind and its name. */
function tree(spans: readonly CollectedSpan[], parent: string): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .toSorted((a, b) =>
      BigInt(String(a['startTimeUnixNano'])) < BigInt(String(b['startTimeUnixNano'])) ? -1 : 1,
    )
    .flatMap((span) => {
      const below = tree(spans, span.spanId).map((line) => `  ${line}`);
      return [`${span.service} ${kinds[span.kind] ?? span.kind} ${span.name}`].concat(below);
    });
}

/** What a service has logged within that trace. */
function messages({ lines }: SpawnedService, trace: string): unknown[] {
  return lines.filter((line) => line['trace_id'] === trace).map(({ msg }) => msg);
}

/** OTLP's numbers of span kinds. */
const kinds: Readonly<Record<number, string>> = { 2: 'serves', 3: 'asks', 5: 'consumes' };
