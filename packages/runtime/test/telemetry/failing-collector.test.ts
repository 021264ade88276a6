import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { deadlineIn } from '../../src/lifecycle/index.ts';
import type { ExportStats } from '../../src/telemetry/tracing/index.ts';
import { startTraced } from './traced.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const http = (status: string, headers = '', body = '') =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** A collector that does `behave` with each connection's data, and answers 200 once healed. */
async function startFailing(behave: (socket: Socket) => void) {
  let healthy = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => (healthy ? socket.write(http('200 OK')) : behave(socket)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    heal: () => {
      healthy = true;
      for (const socket of sockets) socket.destroy();
    },
    [Symbol.dispose]: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const total = ({ queued, sending, exported, dropped }: ExportStats) =>
  Object.values(dropped).reduce((sum, count) => sum + count, queued + sending + exported);

describe('a collector that', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['hangs', () => undefined],
    ['closes the connection', (socket) => socket.destroy()],
    ['answers 429', (socket) => socket.write(http('429 Too Many Requests', 'retry-after: 0\r\n'))],
    ['answers 503', (socket) => socket.write(http('503 Service Unavailable'))],
    ['answers garbage', (socket) => socket.write('\0\x01garbage\r\n\r\n')],
    ['answers a page of HTML', (socket) => socket.write(http('400 Bad Request', '', '<html>'))],
    ['answers without end', (socket) => socket.write(`HTTP/1.1 503 No\r\n\r\n${'x'.repeat(100_000)}`)],
    ['breaks off its answer', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx')],
  ])('%s: spans are dropped and counted, memory stays, and it recovers', async (_, behave) => {
    using collector = await startFailing(behave);
    await using traced = await startTraced({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
        OTEL_BSP_EXPORT_TIMEOUT: '300',
        OTEL_BSP_SCHEDULE_DELAY: '10',
        OTEL_BSP_MAX_QUEUE_SIZE: '200',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100',
      },
    });
    const tracer = traced.tracing.tracer('test');
    let ended = 0;
    const load = async (spans: number) => {
      for (let i = 0; i < spans; i++) {
        tracer.startSpan('work', { attributes: { text: `${i}`.repeat(20) } }).end();
        if (++ended % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    await load(5000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    await load(45_000);
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(3e6);
    await expect.poll(() => traced.tracing.stats().failures).toBeGreaterThan(0);
    const stats = traced.tracing.stats();
    expect(stats.queued).toBeLessThanOrEqual(200);
    expect(total(stats)).toBe(ended);
    expect(total(stats) - stats.queued - stats.sending).toBeGreaterThan(40_000);

    collector.heal();
    await load(10);
    while (!traced.events.some((event) => event.type === 'telemetry.export' && event.state === 'recovered')) {
      await traced.flush();
      await load(10);
    }
    expect(total(traced.tracing.stats())).toBe(ended);
    expect(traced.tracing.stats().exported).toBeGreaterThan(0);
    // On a busy machine it may be too late again with an answer.
    const turns = traced.events.filter(({ type }) => type === 'telemetry.export');
    expect(turns.slice(0, 2)).toMatchObject([
      { signal: 'traces', state: 'failing' },
      { signal: 'traces', state: 'recovered' },
    ]);
  });

  test('talks without end is heard no longer than it says something', async () => {
    using collector = await startFailing((socket) =>
      socket.write(`HTTP/1.1 400 Bad Request\r\n\r\n${'x'.repeat(100_000)}`),
    );
    await using traced = await startTraced({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } });
    traced.tracing.tracer('test').startSpan('work').end();
    await traced.flush();
    expect(traced.tracing.stats().dropped.refused).toBe(1);
  });

  test('does not exist: a shutdown is over long before its deadline', async () => {
    await using traced = await startTraced({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' } });
    for (let i = 0; i < 2000; i++) traced.tracing.tracer('test').startSpan('work').end();
    using deadline = deadlineIn(systemClock, 60_000);
    await traced.tracing.shutdown(deadline);
    const { dropped, queued } = traced.tracing.stats();
    expect(queued).toBe(0);
    expect(dropped).toMatchObject({ unavailable: 512, shutdown: 1488 });
  });
});

test('a port for gRPC is told as one, and a collector’s own words are told', async () => {
  const grpc = new GrpcServer();
  const port = await promisify(grpc.bindAsync.bind(grpc))('127.0.0.1:0', ServerCredentials.createInsecure());
  using refusing = await startFailing((socket) =>
    socket.write(http('401 Unauthorized', 'content-type: text/plain\r\n', 'no such tenant')),
  );
  for (const [endpoint, error] of [
    [`http://127.0.0.1:${String(port)}`, /gRPC \(4317\)/],
    [refusing.endpoint, /^HTTP 401: no such tenant$/],
  ] as const) {
    await using traced = await startTraced({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
    traced.tracing.tracer('test').startSpan('work').end();
    await traced.flush();
    const failing = {
      type: 'telemetry.export',
      state: 'failing',
      error: expect.stringMatching(error) as string,
    };
    expect(traced.events).toMatchObject([failing]);
  }
  grpc.forceShutdown();
});
