import { describe, expect, it } from 'vitest';
import { metricDefinitions } from './definitions/index.ts';
import { prometheusLabelName, prometheusName } from './prometheus-name.ts';

describe('a metric’s name', () => {
  it.each([
    ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
    ['http.server.active_requests', '{request}', 'gauge', 'http_server_active_requests'],
    ['system.io', 'By', 'counter', 'system_io_bytes_total'],
    ['orders_total', '', 'counter', 'orders_total'],
    ['io_seconds', 's', 'gauge', 'io_seconds'],
    ['utilization', '1', 'gauge', 'utilization_ratio'],
    ['hits', '1', 'counter', 'hits_total'],
    ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
    ['rate', '{request}/s', 'gauge', 'rate_per_second'],
    ['a..b--c', '', 'gauge', 'a_b_c'],
    ['seats_total', '{seat}', 'gauge', 'seats_total'],
    ['heap_total', 'By', 'gauge', 'heap_total_bytes'],
    ['heap_bytes_total', 'By', 'gauge', 'heap_bytes_total'],
    ['io_total', 'By', 'counter', 'io_bytes_total'],
    ['total', '', 'counter', 'total'],
    ['total', 'By', 'counter', 'bytes_total'],
    ['2xx', '', 'gauge', '_2xx'],
  ] as const)('%s in %j as a %s is %s', (name, unit, type, expected) => {
    expect(prometheusName(name, unit, type).name).toBe(expected);
  });

  it.each(
    Object.entries(metricDefinitions).flatMap(([name, { otel, type }]) =>
      otel !== undefined && !name.startsWith('nodejs_eventloop_lag') ? [[name, otel, type] as const] : [],
    ),
  )('%s is what its OpenTelemetry name becomes', (name, otel, type) => {
    expect(prometheusName(otel.name, otel.unit, type).name).toBe(name);
  });
});

describe('a label’s name', () => {
  it.each([
    ['http.route', 'http_route'],
    ['2nd', '_2nd'],
    ['__name__', 'key__name__'],
  ])('%s is %s', (attribute, label) => {
    expect(prometheusLabelName(attribute)).toBe(label);
  });
});
