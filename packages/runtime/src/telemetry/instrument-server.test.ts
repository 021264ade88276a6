import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventBus } from '../events.ts';
import { VirtualClock } from '../testing/index.ts';
import { instrumentServer, startMetrics, startTracing, type Metrics, type Tracing } from './index.ts';

const served = {
  method: 'GET',
  path: '/users/7',
  route: '/users/:id',
  status: 200,
  remote: '::1',
  userAgent: undefined,
  outcome: 'completed',
  durationMs: 20,
  requestId: 'r-1',
  bytesIn: 0,
  bytesOut: 2,
} as const;

describe('a served request', () => {
  let clock: VirtualClock;
  let metrics: Metrics;
  let tracing: Tracing | undefined;
  beforeEach(() => {
    clock = new VirtualClock();
    metrics = startMetrics({ service: 'shop', version: '1', bus: new EventBus(), clock });
  });
  afterEach(async () => {
    const ended = Promise.all([tracing?.[Symbol.asyncDispose](), metrics[Symbol.asyncDispose]()]);
    // There is no collector: the last flush is given up when its time has passed.
    await clock.advance(10_000);
    await ended;
  });

  it('is in flight from its start to its end, and then counted with its trace', async () => {
    const observer = observe('always_on');
    const request = incoming();
    const scope = observer.start(request, 'id', 0);
    expect(await scrape()).toContain(
      'http_server_active_requests{http_request_method="GET",url_scheme="http"} 1\n',
    );
    observer.end(scope, request, served);
    const text = await scrape();
    expect(text).toContain('http_server_active_requests{http_request_method="GET",url_scheme="http"} 0\n');
    expect(text).toMatch(/http_route="\/users\/:id".*le="0.025"} 1 #/);
    expect(text).toContain(`# {trace_id="${scope.traceId}",span_id="${scope.spanId}"} 0.02 `);
    expect(tracing?.stats()).toMatchObject({ queued: 1 });
  });

  it('is counted where it was refused, and has no span', async () => {
    const observer = observe('always_on');
    observer.unserved({ ...served, route: undefined, status: 503 });
    const text = await scrape();
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{(?=.*status_code="503")(?=.*error_type="503")(?!.*http_route).*} 1\n/,
    );
    expect(text).toMatch(/http_server_request_duration_seconds_sum\{.*} 0.02\n/);
    expect(text).not.toContain('http_server_active_requests{');
    expect(tracing?.stats()).toMatchObject({ queued: 0, sending: 0 });
  });

  it('has no exemplar when its trace is not sampled', async () => {
    const observer = observe('always_off');
    const request = incoming();
    observer.end(observer.start(request, 'id', 0), request, served);
    const text = await scrape();
    expect(text).toMatch(/http_server_request_duration_seconds_count\{.*} 1\n/);
    expect(text).not.toContain('trace_id');
  });

  function observe(sampler: string) {
    tracing = startTracing({
      service: 'shop',
      version: '1',
      env: { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_EXPORTER: 'otlp' },
      clock,
      emit: () => undefined,
      traceClients: false,
    });
    return instrumentServer(tracing.server, metrics.httpServer);
  }

  async function scrape(): Promise<string> {
    return (await metrics.render('application/openmetrics-text')).body;
  }
});

function incoming(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = 'GET';
  request.url = '/users/7';
  return request;
}
