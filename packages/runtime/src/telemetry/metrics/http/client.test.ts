import { expect, it } from 'vitest';
import { VirtualClock } from '../../../testing/index.ts';
import { countOf, isHistogram } from '../family.ts';
import { HttpClientMetrics } from './client.ts';

const request = { method: 'GET', address: 'payments', port: 8080, seconds: 0.02 };

it('tells requests by host, port and status, and names the error', () => {
  const metrics = client();
  metrics.record({ ...request, status: 200 });
  metrics.record({ ...request, status: 200, traceId: 'trace', spanId: 'span' });
  metrics.record({ ...request, status: 400 });
  metrics.record({ ...request, error: 'ECONNREFUSED' });
  const common = { 'http.request.method': 'GET', 'server.address': 'payments', 'server.port': 8080 };
  expect(points(metrics).map((point) => [point.labels.attributes, countOf(point)])).toEqual([
    [{ ...common, 'http.response.status_code': 200 }, 2],
    [{ ...common, 'http.response.status_code': 400, 'error.type': '400' }, 1],
    [{ ...common, 'error.type': 'ECONNREFUSED' }, 1],
  ]);
  expect(points(metrics)[0]?.exemplars?.find((exemplar) => exemplar !== undefined)?.traceId).toBe('trace');
});

it('puts hosts beyond the bound into one series', () => {
  const metrics = client(3);
  for (let host = 0; host < 10; host++) metrics.record({ ...request, address: `host-${host}`, status: 200 });
  expect(points(metrics).map(countOf)).toEqual([1, 1, 8]);
});

function client(seriesLimit = 2000): HttpClientMetrics {
  return new HttpClientMetrics({ clock: new VirtualClock(), seriesLimit });
}

function points(metrics: HttpClientMetrics) {
  return (metrics.collect()[0]?.points ?? []).filter(isHistogram);
}
