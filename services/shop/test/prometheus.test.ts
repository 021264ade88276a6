import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SpawnedService } from '@seaworthy/runtime/testing';
import { missing, promtool } from '../../../packages/runtime/test/metrics/debian-tools.ts';
import {
  startPrometheus,
  type PrometheusServer,
} from '../../../packages/runtime/test/metrics/prometheus-server.ts';
import { Client } from './client.ts';
import { startShop } from './service-processes.ts';

const why = missing('prometheus') || missing('promtool');

describe.skipIf(why !== '')(`a Prometheus server that scrapes the shop${why}`, () => {
  let shop: SpawnedService;
  let prometheus: PrometheusServer;
  beforeAll(async () => {
    shop = startShop({ SHOP_FULFIL_EVERY: '200ms' });
    const client = await Client.of(await shop.url());
    await client.get('/products');
    const { body } = await client.order();
    await client.get(`/orders/${body.id}?wait=10s`);
    prometheus = await startPrometheus(new URL(await shop.adminUrl()).host);
  }, 60_000);
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
  });

  test.each([
    ['up', '1'],
    ['http_server_request_duration_seconds_count{http_route="/orders",http_response_status_code="201"}', '1'],
    ['seaworthy_state{seaworthy_state="ready"}', '1'],
    ['seaworthy_build_info{service="shop"}', '1'],
    ['sum(nodejs_eventloop_time_seconds_total) > bool 0', '1'],
  ])('has %s', async (query, value) => {
    await vi.waitFor(async () => expect(await figure(query)).toBe(value), { timeout: 30_000, interval: 200 });
  });

  test('and promtool finds one fault in what the shop tells: a name that is the semantic conventions’', async () => {
    const exposition = await (await fetch(`${await shop.adminUrl()}/metrics`)).text();
    const { output } = promtool(['check', 'metrics'], exposition);
    const [found, ...others] = output.trim().split('\n');
    expect(found).toMatch(/^db_client_connection_count .* should not have "_count" suffix$/);
    expect(others).toEqual([]);
  });

  async function figure(query: string): Promise<string | undefined> {
    const data = await prometheus.api(`query?query=${encodeURIComponent(query)}`);
    const { result } = data as { result: { value: [number, string] }[] };
    return result[0]?.value[1];
  }
});
