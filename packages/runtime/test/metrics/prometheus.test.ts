import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { spawnService, type SpawnedService } from '@seaworthy/runtime/testing';
import { missing } from './debian-tools.ts';
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts';

const why = missing('prometheus');
const dashboard = new URL('../../../../docs/dashboards/seaworthy.json', import.meta.url);

describe.skipIf(why !== '')(`a Prometheus server${why}`, () => {
  let service: SpawnedService;
  let prometheus: PrometheusServer;
  let target: string;
  beforeAll(async () => {
    service = spawnService(new URL('measured-service.ts', import.meta.url));
    const { port } = await service.line((line) => 'port' in line);
    target = `127.0.0.1:${String(port)}`;
    prometheus = await startPrometheus(target);
    await fetch(`http://${target}/work`);
    const scraped = async () =>
      expect(await values('http_server_request_duration_seconds_count')).toEqual(['1']);
    await vi.waitFor(scraped, { timeout: 30_000, interval: 200 });
  });
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  it.each([
    ['http_server_request_duration_seconds_count{http_route="/work",http_response_status_code="200"}', '1'],
    ['http_server_request_duration_seconds_bucket{http_route="/work",le="0.025"}', '1'],
    ['http_client_request_duration_seconds_count{server_address="payments"}', '1'],
    ['orders_placed_total{order_kind="gift \\"wrapped\\"\\n\\\\"}', '3'],
    ['order_value_bytes_sum{paid="true"}', '12'],
    ['seaworthy_state{seaworthy_state="ready"}', '1'],
    ['seaworthy_state{seaworthy_state="starting"}', '0'],
    ['seaworthy_check_passing{check="database",critical="true"}', '1'],
    ['seaworthy_spans_dropped_total{reason="refused"}', '3'],
    ['seaworthy_build_info{service="shop",version="1.2.3"}', '1'],
    ['target_info{service_name="shop"}', '1'],
    ['count(process_resident_memory_bytes > 1e6)', '1'],
  ])('has %s', async (query, value) => {
    expect(await values(query)).toEqual([value]);
  });

  it('has the exemplars, with their traces', async () => {
    const path = `query_exemplars?query=http_server_request_duration_seconds_bucket&start=0&end=9999999999`;
    expect(await prometheus.api(path)).toMatchObject([
      {
        seriesLabels: { http_route: '/work', le: '0.025' },
        exemplars: [
          {
            labels: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' },
            value: '0.02',
          },
        ],
      },
    ]);
  });

  it('knows types and units', async () => {
    expect(await prometheus.api('metadata?metric=http_server_request_duration_seconds')).toMatchObject({
      http_server_request_duration_seconds: [{ type: 'histogram', unit: 'seconds' }],
    });
    expect(await prometheus.api('metadata?metric=seaworthy_state')).toMatchObject({
      seaworthy_state: [{ type: 'stateset' }],
    });
  });

  it('understands every query of the dashboard', async () => {
    const text = await readFile(dashboard, 'utf8');
    const queries = [...text.matchAll(/"expr": (".*")/g)].map(
      ([, query = '']) => JSON.parse(query) as string,
    );
    expect(queries.length).toBeGreaterThan(50);
    for (const query of queries) {
      const filled = query.replaceAll('$__rate_interval', '1m').replaceAll(/\$(job|instance)/g, '.*');
      await expect(values(filled), query).resolves.toBeInstanceOf(Array);
    }
  });

  it('shows no errors as 0, and not as no data', async () => {
    const text = await readFile(dashboard, 'utf8');
    const [, expression = ''] = /"expr": (".*5\.\..*")/.exec(text) ?? [];
    const query = (JSON.parse(expression) as string).replaceAll('$__rate_interval', '1m');
    const figures = () => values(query.replaceAll(/\$(job|instance)/g, '.*'));
    // A rate needs two scrapes, and a request between them.
    const answered = async () => {
      await fetch(`http://${target}/work`);
      expect(await figures()).toEqual(['0']);
    };
    await vi.waitFor(answered, { timeout: 30_000, interval: 200 });
  });

  async function values(query: string): Promise<string[]> {
    const data = await prometheus.api(`query?query=${encodeURIComponent(query)}`);
    const { result } = data as { result: { value: [number, string] }[] };
    return result.map(({ value: [, value] }) => value);
  }
});
