import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, isHistogram, type Family, type HistogramPoint } from '../family.ts';
import { HttpServerMetrics } from './server.ts';

const METHODS = ['GET', 'POST', 'PROPFIND', 'BREW'];

describe('the duration of requests', () => {
  it('is told by method, route and status', () => {
    const metrics = server();
    metrics.record('GET', '/users/:id', 200, 'completed', 0.02);
    metrics.record('GET', '/users/:id', 200, 'completed', 0.03);
    metrics.record('GET', '/users/:id', 404, 'completed', 0.01);
    const [first, second, ...rest] = durations(metrics);
    expect(first?.labels.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/users/:id',
      'http.response.status_code': 200,
      'url.scheme': 'http',
    });
    expect(first && countOf(first)).toBe(2);
    expect(first?.sum).toBeCloseTo(0.05);
    expect(second?.labels.attributes['http.response.status_code']).toBe(404);
    expect(rest).toEqual([]);
  });

  it('names no method that the conventions do not know, and no route where none matched', () => {
    const metrics = server();
    metrics.record('BREW', undefined, 405, 'completed', 0.01);
    metrics.record('brew', '', 405, 'completed', 0.01);
    expect(durations(metrics).map(({ labels }) => labels.attributes)).toEqual([
      { 'http.request.method': '_OTHER', 'http.response.status_code': 405, 'url.scheme': 'http' },
    ]);
  });

  it('names the error of a failed answer and of a client that left', () => {
    const metrics = server();
    metrics.record('GET', '/', 503, 'completed', 0.01);
    metrics.record('GET', '/', 0, 'aborted', 0.01);
    metrics.record('GET', '/', 200, 'cut', 0.01);
    const [failed, aborted, cut] = durations(metrics).map(({ labels }) => labels.attributes);
    expect(failed).toMatchObject({ 'http.response.status_code': 503, 'error.type': '503' });
    expect(aborted).toMatchObject({ 'error.type': 'aborted' });
    expect(cut).toMatchObject({ 'http.response.status_code': 200, 'error.type': 'cut' });
    expect(aborted).not.toHaveProperty('http.response.status_code');
  });

  it('is told apart by how requests ended', () => {
    const metrics = server();
    for (const outcome of ['completed', 'aborted', 'cut', 'completed', 'aborted', 'cut'] as const)
      metrics.record('GET', '/', 200, outcome, 0.01);
    expect(
      durations(metrics).map((point) => [point.labels.attributes['error.type'], countOf(point)]),
    ).toEqual([
      [undefined, 2],
      ['aborted', 2],
      ['cut', 2],
    ]);
  });

  it('carries the trace of the latest sampled request of each bucket', () => {
    const metrics = server();
    const endTime = Date.UTC(2026, 0, 1);
    for (const traceId of ['earlier', 'trace'])
      metrics.record('GET', '/', 200, 'completed', 0.02, { traceId, spanId: 'span', endTime });
    metrics.record('GET', '/', 200, 'completed', 0.02);
    expect(durations(metrics)[0]?.exemplars?.filter((exemplar) => exemplar !== undefined)).toEqual([
      { traceId: 'trace', spanId: 'span', value: 0.02, timestamp: endTime },
    ]);
  });

  it('has at most the bounded number of series and loses no request, whatever is asked', () => {
    const request = fc.tuple(
      fc.constantFrom(...METHODS),
      fc.option(
        fc.integer({ min: 0, max: 30 }).map((id) => `/users/${id}`),
        { nil: undefined },
      ),
      fc.integer({ min: 100, max: 999 }),
      fc.constantFrom('completed', 'aborted', 'cut'),
    );
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 60 }),
        fc.integer({ min: 2, max: 20 }),
        (requests, limit) => {
          const metrics = new HttpServerMetrics(limit);
          for (const [method, route, status, outcome] of requests)
            metrics.record(method, route, status, outcome, 0.1);
          const points = durations(metrics);
          expect(points.length).toBeLessThanOrEqual(limit);
          expect(points.reduce((sum, point) => sum + countOf(point), 0)).toBe(requests.length);
          expect(new Set(points.map(({ labels }) => labels.text)).size).toBe(points.length);
        },
      ),
    );
  });

  it('marks the series that takes what exceeds the bound', () => {
    const metrics = new HttpServerMetrics(3);
    for (const route of ['/a', '/b', '/c', '/d', '/a']) metrics.record('GET', route, 200, 'completed', 0.1);
    expect(
      durations(metrics).map((point) => [point.labels.attributes['http.route'], countOf(point)]),
    ).toEqual([
      ['/a', 2],
      ['/b', 1],
      [undefined, 2],
    ]);
    expect(durations(metrics).at(-1)?.labels.attributes).toEqual({ 'otel.metric.overflow': true });
  });
});

it('counts requests in flight by method', () => {
  const metrics = server();
  metrics.started('GET');
  metrics.started('GET');
  metrics.started('BREW');
  metrics.ended('GET');
  const [, active] = metrics.collect();
  expect(valuesByMethod(active)).toEqual({ GET: 1, _OTHER: 1 });
  metrics.ended('GET');
  metrics.ended('BREW');
  expect(valuesByMethod(metrics.collect()[1])).toEqual({ GET: 0, _OTHER: 0 });
});

function server(): HttpServerMetrics {
  return new HttpServerMetrics(2000);
}

function durations(metrics: HttpServerMetrics): HistogramPoint[] {
  return (metrics.collect()[0]?.points ?? []).filter(isHistogram);
}

function valuesByMethod(family: Family | undefined): Record<string, number> {
  return Object.fromEntries(
    (family?.points ?? []).flatMap((point) =>
      isHistogram(point) ? [] : [[point.labels.attributes['http.request.method'] ?? '', point.value]],
    ),
  );
}
