/** What a definition says of how a service is observed. */
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { defineService } from '../../src/index.ts';
import { listen } from '../telemetry/listen.ts';

const env = { PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' };

test.each([
  ['are traced and measured', {}, [true, 1]],
  ['are left to another instrumentation', { traceClients: false }, [false, 0]],
])('calls by `fetch` %s', async (_, definition, expected) => {
  let isTraced: boolean | undefined;
  const answer = createServer(({ headers }, response) => {
    isTraced = headers.traceparent !== undefined;
    response.end();
  });
  using other = await listen(answer);
  const service = await defineService({
    name: 'subject',
    version: '1.0.0',
    ports: { http: false },
    ...definition,
    async start() {
      await (await fetch(other.url)).text();
    },
  }).start({ env });
  await using _service = service;
  const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
  const measured = metrics.match(/^http_client_request_duration_seconds_count\{.*\} 1$/gm) ?? [];
  expect([isTraced, measured.length]).toEqual(expected);
});

test('the threshold of a stall is that of the definition', async () => {
  await using service = await defineService({
    name: 'subject',
    version: '1.0.0',
    ports: { http: false },
    liveness: { stallThresholdMs: 7_000 },
    start() {},
  }).start({ env });
  const report = await (await fetch(`${service.adminUrl}/livez?verbose`)).json();
  expect(report).toMatchObject({
    service: 'subject',
    version: '1.0.0',
    mainLoop: { stallThresholdMs: 7_000 },
  });
});
