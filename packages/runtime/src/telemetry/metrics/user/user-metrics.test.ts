import { metrics } from '@opentelemetry/api';
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

  it('are one series where attributes differ only in what a label can’t hold', async () => {
    const counter = user.meter.createCounter('visits');
    counter.add(1, { 'a.b': 'x' });
    counter.add(1, { a_b: 'x' });
    expect((await text()).match(/^visits_total.*$/gm)).toEqual(['visits_total{a_b="x"} 1']);
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
