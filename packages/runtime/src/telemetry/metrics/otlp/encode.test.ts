import generated from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import { expect, it } from 'vitest';
import { version } from '../../../version.generated.ts';
import type { Family } from '../family.ts';
import { LabelSet } from '../label-set.ts';
import { encodeMetrics } from './encode.ts';

const time = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 1) + 60_000 };
const start = '1767225600000000000';
const end = '1767225660000000000';

const families: Family[] = [
  {
    name: 'http_server_request_duration_seconds',
    help: 'Durations.',
    type: 'histogram',
    unit: 'seconds',
    otel: { name: 'http.server.request.duration', unit: 's' },
    points: [
      {
        labels: new LabelSet({
          'http.route': '/ü',
          'http.response.status_code': 200,
          ok: true,
          list: [1, 'a'],
        }),
        bounds: [0.1, 1],
        counts: [300, 0, 2 ** 40],
        sum: 9.5,
        exemplars: [
          {
            traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
            spanId: '00f067aa0ba902b7',
            value: 0.05,
            timestamp: time.end,
          },
          undefined,
          undefined,
        ],
      },
    ],
  },
  {
    name: 'process_cpu_seconds_total',
    help: 'CPU.',
    type: 'counter',
    unit: 'seconds',
    points: [{ labels: new LabelSet({ mode: 'user' }), value: 1.5 }],
  },
  { name: 'level', help: '', type: 'gauge', points: [{ labels: LabelSet.none, value: -1 }] },
  {
    name: 'queue_size',
    help: '',
    type: 'gauge',
    otel: { name: 'queue.size', unit: '', additive: true },
    points: [{ labels: LabelSet.none, value: 3 }],
  },
  { name: 'silent', help: '', type: 'gauge', points: [] },
  { name: 'target_info', help: '', type: 'info', points: [{ labels: LabelSet.none, value: 1 }] },
];

it('tells what made a metric before its metrics, and not beside each figure', () => {
  const of = (name: string, scope: Family['scope']): Family => ({
    name,
    help: '',
    type: 'gauge',
    ...(scope !== undefined && { scope }),
    points: [{ labels: new LabelSet({ 'otel.scope.name': scope?.name ?? '', a: 1 }), value: 1 }],
  });
  // As from two processes: equal, and not the same.
  const scopes = [
    undefined,
    { name: 'lib', version: '2.0.0' },
    { name: 'lib', version: '2.0.0' },
    { name: 'shop' },
  ];
  const type = officialType();
  const decoded = type.decode(
    encodeMetrics(
      scopes.map((scope, index) => of(`m${index}`, scope)),
      {},
      time,
    ),
  );
  const { resourceMetrics } = type.toObject(decoded, {}) as {
    resourceMetrics: {
      scopeMetrics: { scope: object; metrics: { name: string; gauge: { dataPoints: object[] } }[] }[];
    }[];
  };
  const told = resourceMetrics[0]?.scopeMetrics.map(({ scope, metrics }) => [
    scope,
    metrics.map(({ name }) => name),
  ]);
  expect(told).toEqual([
    [{ name: '@seaworthy/runtime', version }, ['m0']],
    [{ name: 'lib', version: '2.0.0' }, ['m1', 'm2']],
    [{ name: 'shop' }, ['m3']],
  ]);
  const point = resourceMetrics[0]?.scopeMetrics[1]?.metrics[0]?.gauge.dataPoints[0];
  expect(point).toMatchObject({ attributes: [{ key: 'a' }] });
});

it('tells a metric that several libraries share once for each, so that no two points are of one series', () => {
  const by = (label?: string) => ({
    labels: new LabelSet({ a: 1, ...(label !== undefined && { 'otel.scope.name': label }) }),
    value: 1,
  });
  const shared: Family = { name: 'm', help: '', type: 'gauge', points: [by(), by('lib'), by('other')] };
  const type = officialType();
  const { resourceMetrics } = type.toObject(type.decode(encodeMetrics([shared], {}, time)), {}) as {
    resourceMetrics: {
      scopeMetrics: {
        scope: { name: string };
        metrics: { name: string; gauge: { dataPoints: object[] } }[];
      }[];
    }[];
  };
  const told = resourceMetrics[0]?.scopeMetrics.map(({ scope, metrics }) => [
    scope.name,
    metrics.map(({ name, gauge }) => `${name}: ${gauge.dataPoints.length}`),
  ]);
  expect(told).toEqual([
    ['@seaworthy/runtime', ['m: 1']],
    ['lib', ['m: 1']],
    ['other', ['m: 1']],
  ]);
});

it('encodes what the official definitions decode', () => {
  const type = officialType();
  const decoded = type.decode(encodeMetrics(families, { 'service.name': 'shop' }, time));
  const point = { startTimeUnixNano: start, timeUnixNano: end };
  expect(type.toObject(decoded, { longs: String, enums: String, bytes: String })).toEqual({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeMetrics: [
          {
            scope: { name: '@seaworthy/runtime', version },
            metrics: [
              {
                name: 'http.server.request.duration',
                description: 'Durations.',
                unit: 's',
                histogram: {
                  aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE',
                  dataPoints: [
                    {
                      ...point,
                      count: String(300 + 2 ** 40),
                      sum: 9.5,
                      bucketCounts: ['300', '0', String(2 ** 40)],
                      explicitBounds: [0.1, 1],
                      attributes: [
                        { key: 'http.route', value: { stringValue: '/ü' } },
                        { key: 'http.response.status_code', value: { intValue: '200' } },
                        { key: 'ok', value: { boolValue: true } },
                        {
                          key: 'list',
                          value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }] } },
                        },
                      ],
                      exemplars: [
                        {
                          timeUnixNano: end,
                          asDouble: 0.05,
                          traceId: base64('4bf92f3577b34da6a3ce929d0e0e4736'),
                          spanId: base64('00f067aa0ba902b7'),
                        },
                      ],
                    },
                  ],
                },
              },
              {
                name: 'process_cpu_seconds_total',
                description: 'CPU.',
                unit: 's',
                sum: {
                  aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE',
                  isMonotonic: true,
                  dataPoints: [
                    {
                      ...point,
                      asDouble: 1.5,
                      attributes: [{ key: 'mode', value: { stringValue: 'user' } }],
                    },
                  ],
                },
              },
              {
                name: 'level',
                description: '',
                unit: '',
                gauge: { dataPoints: [{ ...point, asDouble: -1 }] },
              },
              {
                name: 'queue.size',
                description: '',
                unit: '',
                sum: {
                  aggregationTemporality: 'AGGREGATION_TEMPORALITY_CUMULATIVE',
                  dataPoints: [{ ...point, asDouble: 3 }],
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

/** What is used of protobufjs' `Type`. */
interface MessageType {
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): unknown;
}

/** The package's own types know no more than the root. */
function officialType(): MessageType {
  const root = generated as unknown as {
    opentelemetry: {
      proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: MessageType } } } };
    };
  };
  return root.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
