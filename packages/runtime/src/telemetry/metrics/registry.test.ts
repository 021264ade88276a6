import { describe, expect, it } from 'vitest';
import { openMetrics } from './exposition/open-metrics.ts';
import { prometheusText } from './exposition/prometheus-text.ts';
import type { Family } from './family.ts';
import { LabelSet } from './label-set.ts';
import { Registry } from './registry.ts';

const gauge: Family = {
  name: 'level',
  help: 'Ours.',
  type: 'gauge',
  points: [{ labels: LabelSet.none, value: 1 }],
};

describe('several sources', () => {
  it('are told without those that fail, which are counted', async () => {
    const registry = new Registry();
    registry.add({ name: 'throwing', collect: () => Promise.reject(new Error('no')) });
    registry.add({
      name: 'throwing at once',
      collect() {
        throw new Error('no');
      },
    });
    registry.add({ name: 'good', collect: () => [gauge] });
    await registry.collect();
    const text = prometheusText(await registry.collect());
    expect(text).toContain('level 1\n');
    expect(text).toContain('seaworthy_metrics_collection_errors_total{source="throwing"} 2\n');
    expect(text).toContain('seaworthy_metrics_collection_errors_total{source="throwing at once"} 2\n');
  });

  it('share a name: other series join, a series or type that stands there does not', async () => {
    const registry = new Registry();
    const other = { labels: new LabelSet({ by: 'other' }), value: 2 };
    registry.add({ name: 'one', collect: () => [gauge] });
    registry.add({
      name: 'two',
      collect: () => [{ ...gauge, help: 'Theirs.', points: [{ labels: LabelSet.none, value: 9 }, other] }],
    });
    registry.add({ name: 'three', collect: () => [{ ...gauge, type: 'counter' }] });
    expect(prometheusText((await registry.collect()).slice(0, 1))).toBe(
      '# HELP level Ours.\n# TYPE level gauge\nlevel 1\nlevel{by="other"} 2\n',
    );
    expect((await registry.collect()).filter(({ name }) => name === 'level')).toHaveLength(1);
  });

  it('share a name whoever tells it first: what names no library is not the other’s', async () => {
    const own: Family = { ...gauge, scope: { name: 'shop' } };
    const labels = new LabelSet({ 'otel.scope.name': 'lib' });
    const theirs: Family = { ...gauge, scope: { name: 'lib' }, points: [{ labels, value: 2 }] };
    for (const families of [
      [own, theirs],
      [theirs, own],
    ]) {
      const registry = new Registry();
      registry.add({ name: 'all', collect: () => families });
      expect((await registry.collect())[0]).toMatchObject({ scope: { name: 'shop' }, points: [{}, {}] });
    }
  });

  it('are one family where only a suffix tells their names apart, since OpenMetrics leaves it out', async () => {
    const registry = new Registry();
    registry.add({ name: 'one', collect: () => [gauge] });
    registry.add({ name: 'two', collect: () => [{ ...gauge, name: 'level_total', type: 'counter' }] });
    const types = openMetrics(await registry.collect()).match(/^# TYPE level .*$/gm);
    expect(types).toEqual(['# TYPE level gauge']);
  });

  it('are one family where one has by nature the suffix that another gets', async () => {
    const total: Family = { ...gauge, name: 'level_total' };
    const counter: Family = { ...total, type: 'counter' };
    for (const families of [
      [total, counter],
      [counter, total],
    ]) {
      const registry = new Registry();
      registry.add({ name: 'all', collect: () => families });
      const text = prometheusText(await registry.collect());
      expect(text.match(/^# TYPE level_total .*$/gm)).toEqual([`# TYPE level_total ${families[0]?.type}`]);
    }
  });

  it('name the metrics that have met their bound', async () => {
    const registry = new Registry();
    const overflow = { labels: new LabelSet({ 'otel.metric.overflow': true }), value: 2 };
    registry.add({ name: 'one', collect: () => [{ ...gauge, points: [overflow] }] });
    expect(prometheusText(await registry.collect())).toContain(
      'seaworthy_metrics_overflowing{metric="level"} 1\n',
    );
  });
});
