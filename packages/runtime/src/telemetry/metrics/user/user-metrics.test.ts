import { metrics, type Attributes, type ObservableResult } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prometheusText } from '../exposition/prometheus-text.ts';
import { userMetrics, type UserMetrics } from './user-metrics.ts';

let errors = 0;
let taken = 0;
let user: UserMetrics;
beforeEach(() => {
  errors = 0;
  taken = 0;
  user = start();
});
afterEach(() => user.stop?.());

describe('the service’s own metrics', () => {
  it('are counters, gauges and histograms without other labels than their own', async () => {
    user.meter.createCounter('orders', { description: 'Orders.' }).add(2, { paid: true, lines: 3 });
    user.meter.createUpDownCounter('carts').add(-1);
    user.meter
      .createHistogram('wait', { unit: 's', advice: { explicitBucketBoundaries: [1] } })
      .record(0.5, { tags: ['a', 'b'] });
    expect(await text()).toBe(
      String.raw`# HELP orders_total Orders.
# TYPE orders_total counter
orders_total{lines="3",paid="true"} 2
# HELP carts 
# TYPE carts gauge
carts -1
# HELP wait_seconds 
# TYPE wait_seconds histogram
wait_seconds_bucket{tags="[\"a\",\"b\"]",le="1.0"} 1
wait_seconds_bucket{tags="[\"a\",\"b\"]",le="+Inf"} 1
wait_seconds_sum{tags="[\"a\",\"b\"]"} 0.5
wait_seconds_count{tags="[\"a\",\"b\"]"} 1
`,
    );
  });

  it('keep for OTLP what Prometheus has no form for: what may be added up, and attributes that are no text', async () => {
    user.meter.createUpDownCounter('carts').add(1, { lines: 3, paid: true, tags: ['a'] });
    user.meter.createGauge('level').record(1);
    const [carts, level] = await user.collect();
    expect([carts?.otel?.additive, level?.otel?.additive]).toEqual([true, undefined]);
    expect(carts?.points[0]?.labels.attributes).toEqual({ lines: 3, paid: true, tags: ['a'] });
  });

  it('have a bounded number of series', async () => {
    const counter = user.meter.createCounter('visits');
    for (let id = 0; id < 100; id++) counter.add(1, { id });
    const series = (await text()).split('\n').filter((line) => line.startsWith('visits_total'));
    expect(series).toHaveLength(4);
    expect(series).toContain('visits_total{otel_metric_overflow="true"} 97');
  });

  it('have a bounded number of series however often they are collected', async () => {
    const instruments = [
      user.meter.createCounter('visits'),
      user.meter.createUpDownCounter('carts'),
      { add: recorder(user.meter.createHistogram('wait')) },
      { add: recorder(user.meter.createGauge('level')) },
    ];
    for (let id = 0; id < 100; id++) {
      for (const instrument of instruments) instrument.add(1, { id });
      await user.collect();
    }
    const families = await user.collect();
    expect(families.map(({ name, points }) => [name, points.length])).toEqual([
      ['visits_total', 4],
      ['carts', 4],
      ['wait', 4],
      ['level', 4],
    ]);
    expect(prometheusText(families)).toContain('visits_total{otel_metric_overflow="true"} 97\n');
    expect(prometheusText(families)).toContain('wait_count{otel_metric_overflow="true"} 97\n');
  });

  it('count from the start of the process, whether or not they were measured since the last scrape', async () => {
    const counter = user.meter.createCounter('visits');
    const wait = user.meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1] } });
    const level = user.meter.createGauge('level');
    for (const value of [2, 0.5]) {
      counter.add(value);
      wait.record(value);
      level.record(value);
      await user.collect();
    }
    const samples = [
      'visits_total 2.5',
      'wait_bucket{le="1.0"} 1',
      'wait_sum 2.5',
      'wait_count 2',
      'level 0.5',
    ];
    for (const sample of samples) expect(await text()).toContain(`${sample}\n`);
  });

  it('are told of what a callback observes now; what it counted before stays', async () => {
    let depths: Record<string, number> = { a: 3, b: 5 };
    const observe = (result: ObservableResult) => {
      for (const [queue, depth] of Object.entries(depths)) result.observe(depth, { queue });
    };
    user.meter.createObservableGauge('depth').addCallback(observe);
    user.meter.createObservableUpDownCounter('size').addCallback(observe);
    user.meter.createObservableCounter('seen').addCallback(observe);
    const samples = async () => (await text()).split('\n').filter((line) => /^[a-z]/.test(line));
    expect(await samples()).toHaveLength(6);
    depths = { b: 7 };
    const counted = ['seen_total{queue="a"} 3', 'seen_total{queue="b"} 7'];
    expect(await samples()).toEqual(['depth{queue="b"} 7', 'size{queue="b"} 7', ...counted]);
    depths = {};
    expect(await samples()).toEqual(counted);
    depths = { a: 4 };
    expect(await samples()).toEqual([
      'depth{queue="a"} 4',
      'size{queue="a"} 4',
      'seen_total{queue="a"} 4',
      'seen_total{queue="b"} 7',
    ]);
  });

  it('are told by their own labels, however many others a callback has told before', async () => {
    let at = 0;
    const observe = (result: ObservableResult) => {
      for (const part of [0, 1, 2]) result.observe(at, { partition: at + part, topic: 'orders' });
    };
    user.meter.createObservableGauge('lag').addCallback(observe);
    user.meter.createObservableUpDownCounter('held').addCallback(observe);
    // More than the 2000 that the SDK would remember for good.
    for (; at < 3000; at += 2) await user.collect();
    const samples = (await text()).split('\n').filter((line) => /^(?:lag|held)/.test(line));
    expect(samples).toEqual(
      ['lag', 'held'].flatMap((name) =>
        [3000, 3001, 3002].map((partition) => `${name}{partition="${partition}",topic="orders"} 3000`),
      ),
    );
  });

  it('are told on where a value was no number, or without end', async () => {
    let value = 3;
    user.meter.createObservableCounter('seen').addCallback((result) => result.observe(value));
    user.meter.createObservableUpDownCounter('size').addCallback((result) => result.observe(value));
    const [carts, visits] = [user.meter.createUpDownCounter('carts'), user.meter.createCounter('visits')];
    const wait = user.meter.createHistogram('wait', { advice: { explicitBucketBoundaries: [1] } });
    const samples = async () =>
      (await text()).split('\n').filter((line) => /^[a-z_]*(?:total|size|carts|sum)\b/.test(line));
    const tell = (next: number) => {
      value = next;
      for (const instrument of [carts, visits]) instrument.add(next);
      wait.record(next);
      return samples();
    };
    const counted = (sum: number) => [`carts ${sum}`, `visits_total ${sum}`, `wait_sum ${sum}`];
    expect(new Set(await tell(3))).toEqual(new Set(['seen_total 3', 'size 3', ...counted(3)]));
    for (const none of [Number.NaN, Infinity])
      expect(new Set(await tell(none))).toEqual(new Set(['seen_total 3', ...counted(3)]));
    expect(new Set(await tell(10))).toEqual(new Set(['seen_total 10', 'size 10', ...counted(13)]));
    expect(new Set(await tell(2))).toEqual(new Set(['seen_total 12', 'size 2', ...counted(15)]));
  });

  it('are the same for all who ask at once', async () => {
    user.meter.createObservableGauge('depth').addCallback((result) => result.observe(1));
    expect(await Promise.all([text(), text()])).toEqual([
      expect.stringContaining('depth 1\n'),
      expect.stringContaining('depth 1\n'),
    ]);
  });

  it('are added up where attributes differ only in what a label can’t hold', async () => {
    const counter = user.meter.createCounter('visits');
    counter.add(1, { 'a.b': 'x' });
    counter.add(1, { a_b: 'x' });
    expect((await text()).match(/^visits_total.*$/gm)).toEqual(['visits_total{a_b="x"} 2']);
  });
});

it('shows the metrics of libraries under their own scope', async () => {
  metrics.getMeter('some-library').createCounter('calls').add(1);
  expect(await text()).toContain('calls_total{otel_scope_name="some-library"} 1\n');
});

it('tells a failing callback and goes on', async () => {
  user.meter.createObservableGauge('broken').addCallback(() => {
    throw new Error('no');
  });
  user.meter.createCounter('orders').add(1);
  expect(await text()).toContain('orders_total 1');
  expect(errors).toBe(1);
});

it('leaves another SDK’s registration as it is, and says so', () => {
  expect(taken).toBe(0);
  const second = start();
  expect(taken).toBe(1);
  const provider = metrics.getMeterProvider();
  second.stop?.();
  expect(metrics.getMeterProvider()).toBe(provider);
});

/** `record` of an instrument. */
function recorder(instrument: { record(value: number, attributes: Attributes): void }) {
  return (value: number, attributes: Attributes) => instrument.record(value, attributes);
}

function start(): UserMetrics {
  return userMetrics({
    service: 'shop',
    version: '1',
    seriesLimit: 4,
    onError: () => errors++,
    onTaken: () => taken++,
  });
}

async function text(): Promise<string> {
  return prometheusText(await user.collect());
}
