import { expect, test } from 'vitest';
import { spawnService } from '@seaworthy/runtime/testing';
import { startStubCollector } from '../telemetry/stub-collector.ts';

const run = (endpoint: string) =>
  spawnService(new URL('service.ts', import.meta.url), {
    // Batches would leave after a minute: what arrives was flushed.
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '60000' },
  });

test('the spans of the last requests are sent before a process ends', async () => {
  using collector = await startStubCollector();
  await using service = run(collector.endpoint);
  const url = await service.url();
  await fetch(`${url}/last`);
  service.kill('SIGTERM');
  expect((await service.exit).code).toBe(0);
  expect(collector.span('GET')).toMatchObject({ kind: 2 });
});

test('so are those of a process that crashes', async () => {
  using collector = await startStubCollector();
  await using service = run(collector.endpoint);
  await fetch(`${await service.url()}/throw`);
  expect((await service.exit).code).toBe(1);
  expect(collector.spans().length).toBeGreaterThan(0);
});

test('a scrape of the admin port tells requests, state and build', async () => {
  await using service = run('http://localhost:9');
  await fetch(`${await service.url()}/`);
  await service.ready();
  const scrape = await fetch(`${await service.adminUrl()}/metrics`, {
    headers: { accept: 'application/openmetrics-text' },
  });
  expect(scrape.headers.get('content-type')).toContain('application/openmetrics-text');
  const text = await scrape.text();
  expect(text).toMatch(/^http_server_request_duration_seconds_count\{.*\} 1$/m);
  expect(text).toContain('seaworthy_state{seaworthy_state="ready"} 1');
  expect(text).toContain('seaworthy_build_info{');
  expect(text).toContain('seaworthy_log_lines_dropped_total 0');
  expect(text.endsWith('# EOF\n')).toBe(true);
});
