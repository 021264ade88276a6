import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventBus, type RuntimeEvent } from '../../src/events.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import { startMetrics } from '../../src/telemetry/metrics/index.ts';
import { VirtualClock } from '../../src/testing/index.ts';

describe('a collector that metrics are pushed to', () => {
  let requests: { request: IncomingMessage; body: Buffer }[];
  let answer: (response: ServerResponse) => void;
  let collector: Server;
  let events: RuntimeEvent[];
  let clock: VirtualClock;
  beforeEach(async () => {
    clock = new VirtualClock();
    requests = [];
    events = [];
    answer = (response) => response.end();
    collector = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        requests.push({ request, body: Buffer.concat(chunks as Buffer[]) });
        answer(response);
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterEach(() => {
    collector.closeAllConnections();
    collector.close();
  });

  it('gets the last figures at shutdown, in protobuf', async () => {
    await pushAtShutdown({
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k',
      OTEL_SERVICE_NAME: 'boutique',
      POD_NAME: 'shop-1',
    });
    expect(requests).toHaveLength(1);
    const [{ request, body } = { request: undefined, body: Buffer.of() }] = requests;
    expect(request?.url).toBe('/v1/metrics');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'api-key': 'k',
    });
    const text = gunzipSync(body).toString();
    expect(text).toContain('http.server.request.duration');
    expect(text).toContain('orders.placed');
    expect(text).toContain('boutique');
    expect(text).toContain('shop-1');
    expect(events).toEqual([]);
  });

  it('may refuse or hang: the shutdown ends by its deadline, and the failure is told', async () => {
    answer = (response) => response.writeHead(503).end();
    await pushAtShutdown({});
    expect(events).toMatchObject([
      { type: 'telemetry.export', signal: 'metrics', state: 'failing', error: 'HTTP 503' },
    ]);

    events = [];
    answer = () => void clock.advance(1000);
    await pushAtShutdown({});
    expect(requests).toHaveLength(2);
    expect(events).toMatchObject([{ type: 'telemetry.export', signal: 'metrics', state: 'failing' }]);
  });

  async function pushAtShutdown(env: Record<string, string>): Promise<void> {
    const { port } = collector.address() as AddressInfo;
    const bus = new EventBus();
    bus.on((event) => events.push(event));
    const metrics = startMetrics({
      service: 'shop',
      version: '1',
      bus,
      clock,
      env: {
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        ...env,
      },
    });
    metrics.httpServer.record('GET', '/', 200, 'completed', 0.1);
    metrics.meter.createCounter('orders.placed').add(1);
    using deadline = deadlineIn(clock, 1000);
    await metrics.shutdown(deadline);
  }
});
