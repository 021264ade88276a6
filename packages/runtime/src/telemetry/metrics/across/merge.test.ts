import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countOf, isHistogram, type Across, type Family, type MetricType } from '../family.ts';
import { LabelSet } from '../label-set.ts';
import { fromWire, mergeProcesses, totalsOf, toWire } from './index.ts';

function figure(name: string, type: MetricType, value: number, across?: Across, label = 'x'): Family {
  const points = [{ labels: new LabelSet({ route: label }), value }];
  return { name, type, help: '', points, ...(across && { across }) };
}

function histogram(counts: readonly number[], sum: number, bounds = [1, 2]): Family {
  return {
    name: 'wait',
    type: 'histogram',
    help: '',
    points: [{ labels: LabelSet.none, bounds, counts, sum }],
  };
}

const two = (a: Family, b: Family) =>
  new Map([
    [1, [a]],
    [2, [b]],
  ]);
const values = (families: readonly Family[]) =>
  families.flatMap(({ points }) => points.map((point) => ('value' in point ? point.value : point.sum)));

describe('figures of several processes', () => {
  test.each<[MetricType, Across | undefined, number[]]>([
    ['counter', undefined, [12]],
    ['gauge', undefined, [12]],
    ['gauge', 'max', [7]],
    ['gauge', 'min', [2]],
    ['gauge', 'primary', [2]],
    ['stateset', undefined, [2]],
    ['counter', 'primary', [2]],
  ])('a %s told as %s is %j', (type, across, expected) => {
    const merged = mergeProcesses(
      [figure('f', type, 2, across)],
      two(figure('f', type, 3, across), figure('f', type, 7, across)),
    );
    expect(values(merged)).toEqual(expected);
  });

  test('what names no library is not that of which another process tells', () => {
    const own: Family = { ...figure('f', 'counter', 1), scope: { name: 'shop' } };
    const labels = new LabelSet({ 'otel.scope.name': 'lib' });
    const theirs: Family = { ...own, scope: { name: 'lib' }, points: [{ labels, value: 2 }] };
    for (const processes of [two(own, theirs), two(theirs, own)])
      expect(mergeProcesses([], processes)).toMatchObject([{ scope: { name: 'shop' }, points: [{}, {}] }]);
  });

  test('what can’t be added up is told of each', () => {
    const merged = mergeProcesses(
      [],
      two(figure('t', 'gauge', 3, 'apart'), figure('t', 'gauge', 7, 'apart')),
    );
    expect(merged[0]?.points.map(({ labels }) => labels.text)).toEqual([
      'route="x",seaworthy_process="1"',
      'route="x",seaworthy_process="2"',
    ]);
  });

  test('series that one process alone has are kept', () => {
    const merged = mergeProcesses(
      [],
      two(figure('f', 'counter', 3, undefined, 'a'), figure('f', 'counter', 7, undefined, 'b')),
    );
    expect(values(merged)).toEqual([3, 7]);
  });

  test('distributions are added bucket by bucket, and those of other bounds left out', () => {
    const [merged] = mergeProcesses(
      [histogram([1, 0, 0], 0.5)],
      two(histogram([0, 2, 3], 20), histogram([9], 9, [])),
    );
    expect(merged?.points[0]).toMatchObject({ counts: [1, 2, 3], sum: 20.5 });
  });
});

test('what is sent to another process is what arrives', () => {
  const sent = [figure('f', 'counter', 3), histogram([1, 2, 3], 4)];
  const arrived = fromWire(structuredClone(toWire(sent)));
  expect(arrived[0]?.points[0]?.labels.text).toBe('route="x"');
  expect(mergeProcesses(arrived, new Map())).toEqual(mergeProcesses(sent, new Map()));
});

test('of those that have ended so many series are kept as one process may have, and the rest in one', () => {
  let ended: Family[] = [];
  for (let process = 0; process < 10; process++)
    ended = totalsOf(ended, [figure('f', 'counter', process, undefined, `${process}`)], 4);
  const points = ended[0]?.points ?? [];
  expect(points.map(({ labels }) => labels.text)).toEqual([
    'route="0"',
    'route="1"',
    'route="2"',
    'otel_metric_overflow="true"',
  ]);
  expect(values(ended)).toEqual([0, 1, 2, 3 + 4 + 5 + 6 + 7 + 8 + 9]);
});

test('no counter falls, whichever processes end and are replaced', () => {
  const step = fc.record({ process: fc.constantFrom(1, 2, 3), adds: fc.nat(9), ends: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const alive = new Map<number, number>();
      let ended: Family[] = [];
      let [before, total] = [0, 0];
      for (const { process, adds, ends } of steps) {
        alive.set(process, (alive.get(process) ?? 0) + adds);
        total += adds;
        if (ends) {
          ended = totalsOf(ended, [
            figure('f', 'counter', alive.get(process) ?? 0),
            figure('g', 'gauge', 5),
            histogram([alive.get(process) ?? 0, 0, 0], 0),
          ]);
          alive.delete(process);
        }
        const others = new Map(
          [...alive].map(([number, value]) => [number, [figure('f', 'counter', value)]]),
        );
        const merged = mergeProcesses([], others, ended);
        const [now = 0] = values(merged.filter(({ name }) => name === 'f'));
        expect(now).toBe(total);
        expect(now).toBeGreaterThanOrEqual(before);
        expect(merged.some(({ name }) => name === 'g')).toBe(false);
        before = now;
      }
      const counted = ended.flatMap(({ points }) => points).find(isHistogram);
      if (counted !== undefined) expect(countOf(counted)).toBeLessThanOrEqual(total);
    }),
  );
});
