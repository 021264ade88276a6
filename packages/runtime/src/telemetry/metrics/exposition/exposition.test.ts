import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../family.ts';
import { LabelSet } from '../label-set.ts';
import { expose } from './index.ts';
import { negotiate } from './negotiate.ts';
import { openMetrics } from './open-metrics.ts';
import { prometheusText } from './prometheus-text.ts';

const families: Family[] = [
  {
    name: 'orders_placed_total',
    help: 'Orders "placed"\nby \\ kind',
    type: 'counter',
    points: [{ labels: new LabelSet({ 'order.kind': 'a"b\\c\nd' }), value: 3 }],
  },
  {
    name: 'state',
    help: 'State.',
    type: 'stateset',
    points: [{ labels: new LabelSet({ state: 'ready' }), value: 1 }],
  },
  {
    name: 'build_info',
    help: 'Build.',
    type: 'info',
    points: [{ labels: new LabelSet({ version: '1' }), value: 1 }],
  },
  { name: 'silent', help: 'Has no point yet.', type: 'gauge', points: [] },
  {
    name: 'wait_seconds',
    help: 'Wait.',
    type: 'histogram',
    unit: 'seconds',
    points: [
      {
        labels: LabelSet.none,
        bounds: [0.1, 1],
        counts: [2, 1, 4],
        sum: 9.5,
        exemplars: [undefined, { traceId: 'ab', spanId: 'cd', value: 0.5, timestamp: 1_500 }, undefined],
      },
    ],
  },
];

describe('Prometheus text 0.0.4', () => {
  it('writes types it does not know as gauges, and escapes help and labels', () => {
    expect(prometheusText(families)).toBe(String.raw`# HELP orders_placed_total Orders "placed"\nby \\ kind
# TYPE orders_placed_total counter
orders_placed_total{order_kind="a\"b\\c\nd"} 3
# HELP state State.
# TYPE state gauge
state{state="ready"} 1
# HELP build_info Build.
# TYPE build_info gauge
build_info{version="1"} 1
# HELP wait_seconds Wait.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.1"} 2
wait_seconds_bucket{le="1.0"} 3
wait_seconds_bucket{le="+Inf"} 7
wait_seconds_sum 9.5
wait_seconds_count 7
`);
  });
});

describe('OpenMetrics 1.0', () => {
  it('names families without suffix, tells units and exemplars, and ends in EOF', () => {
    expect(openMetrics(families)).toBe(String.raw`# TYPE orders_placed counter
# HELP orders_placed Orders \"placed\"\nby \\ kind
orders_placed_total{order_kind="a\"b\\c\nd"} 3
# TYPE state stateset
# HELP state State.
state{state="ready"} 1
# TYPE build info
# HELP build Build.
build_info{version="1"} 1
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Wait.
wait_seconds_bucket{le="0.1"} 2
wait_seconds_bucket{le="1.0"} 3 # {trace_id="ab",span_id="cd"} 0.5 1.500
wait_seconds_bucket{le="+Inf"} 7
wait_seconds_sum 9.5
wait_seconds_count 7
# EOF
`);
  });
});

/** What escaping is about, and what it must leave alone. */
const awkwardText = fc
  .array(fc.constantFrom('\\', '"', '\n', '\r', 'n', '{', '}', ',', '#', ' ', 'é', '😀'))
  .map((characters) => characters.join(''));

describe('escaping', () => {
  it.each([openMetrics, prometheusText])('gives back any label value and help in %o', (write) => {
    fc.assert(
      fc.property(awkwardText, (value) => {
        const text = write([
          {
            name: 'any',
            help: value,
            type: 'gauge',
            points: [{ labels: new LabelSet({ label: value }), value: 1 }],
          },
        ]);
        const lines = text.split('\n');
        const sample = lines.find((line) => line.startsWith('any{')) ?? '';
        const help = lines.find((line) => line.startsWith('# HELP any ')) ?? '';
        expect(unescape(/^any\{label="((?:[^"\\]|\\.)*)"\} 1$/s.exec(sample)?.[1])).toBe(value);
        expect(unescape(help.slice('# HELP any '.length))).toBe(value);
      }),
    );
  });
});

describe('numbers', () => {
  it('spells what JavaScript spells otherwise as Go reads it', () => {
    const values = [Number.NaN, Infinity, -Infinity, 1e21, 0.1];
    const points = values.map((value, index) => ({ labels: new LabelSet({ index: String(index) }), value }));
    const text = prometheusText([{ name: 'x', help: '', type: 'gauge', points }]);
    expect(text.match(/\S+$/gm)?.slice(-5)).toEqual(['NaN', '+Inf', '-Inf', '1e+21', '0.1']);
  });
});

describe('content negotiation', () => {
  const openMetricsPreferred =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,' +
    'text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  it.each([
    ['', 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/html', 'prometheus'],
    ['text/plain', 'prometheus'],
    [openMetricsPreferred, 'openmetrics'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['application/openmetrics-text;q=nonsense', 'prometheus'],
    ['APPLICATION/OpenMetrics-Text;Q=0.9, text/plain;q=0.8', 'openmetrics'],
    ['application/openmetrics-text;q=0.4, text/plain;q=0.6', 'prometheus'],
    ['application/openmetrics-text;q=0.5, */*;q=0.5', 'openmetrics'],
    ['application/openmetrics-text;q=0.5, */*;q=0.4, text/*;q=0.6', 'prometheus'],
    ['application/openmetrics-text;q=0.5, */*;q=0.6', 'prometheus'],
    ['application/openmetrics-text;q=0.5, text/plain;q=0.4, */*;q=0.6', 'openmetrics'],
  ] as const)('%s is answered with %s', (accept, format) => {
    expect(negotiate(accept)).toBe(format);
  });

  it('says in the content type what it wrote', () => {
    expect(expose(families, 'application/openmetrics-text').contentType).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(expose(families, '*/*').contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});

function unescape(text = ''): string {
  return text.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
}
