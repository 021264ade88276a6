/** A server whose metrics are scraped from its own port; it prints the port. `/work?status=503` is counted as such. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/clock.ts';
import { EventBus } from '../../src/events.ts';
import { logDropsSource, spanExporterSource, startMetrics } from '../../src/telemetry/metrics/index.ts';

const bus = new EventBus();
const metrics = startMetrics({ service: 'shop', version: '1.2.3', bus, clock: systemClock });
metrics.addSource(
  spanExporterSource(() => ({ queued: 1, exported: 2, dropped: { refused: 3 }, failures: 4 })),
);
metrics.addSource(logDropsSource(() => 5));
metrics.httpClient.record({ method: 'POST', address: 'payments', port: 80, status: 200, seconds: 0.2 });
const orders = metrics.meter.createCounter('orders.placed', { description: 'Orders "placed"\nby \\ kind' });
orders.add(3, { 'order.kind': 'gift "wrapped"\n\\' });
metrics.meter
  .createHistogram('order.value', { description: 'Value of orders.', unit: 'By' })
  .record(12, { paid: true });
bus.emit({ type: 'state', from: 'starting', to: 'ready', reason: 'started' });
bus.emit({ type: 'check', check: 'database', critical: true, from: 'pending', to: 'passing' });
bus.emit({ type: 'worker', worker: 'fulfil', what: 'started' });

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/metrics') {
    void metrics.render(request.headers.accept ?? '').then(({ contentType, body }) => {
      response.setHeader('content-type', contentType).end(body);
    });
    return;
  }
  const status = Number(searchParams.get('status') ?? 200);
  const method = request.method ?? '';
  metrics.httpServer.started(method);
  metrics.httpServer.record(method, '/work', status, 'completed', 0.02, {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    endTime: Date.now(),
  });
  metrics.httpServer.ended(method);
  response.writeHead(status).end();
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
