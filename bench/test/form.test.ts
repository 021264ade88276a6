import { expect, test } from 'vitest';
import {
  alternate,
  chosen,
  mean,
  median,
  parseOptions,
  percentile,
  seededRandom,
  spread,
  table,
} from '../form/index.ts';

test('random numbers repeat under one seed and differ under another', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.uniform(0, 1));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('every round has every row once, in orders that differ', () => {
  const rows = ['a', 'b', 'c', 'd'];
  const turns = alternate(rows, 10, seededRandom(1));
  const rounds = [...Map.groupBy(turns, ({ round }) => round).values()].map((turns) =>
    turns.map(({ row }) => row).join(''),
  );
  expect(rounds.map((round) => round.split('').toSorted().join(''))).toEqual(Array(10).fill('abcd'));
  expect(new Set(rounds).size).toBeGreaterThan(3);
});

test('of rows with a name those are run that are named, and a name that none has is refused', () => {
  const rows = [{ name: 'a' }, { name: 'b', missing: 'no b here' }, { name: 'c' }];
  const skipped = [{ name: 'b', reason: 'no b here' }];
  expect(chosen(rows, undefined)).toEqual({ rows: [{ name: 'a' }, { name: 'c' }], skipped });
  expect(chosen(rows, ['b', 'c'])).toEqual({ rows: [{ name: 'c' }], skipped });
  expect(chosen(rows, ['a'])).toEqual({ rows: [{ name: 'a' }], skipped: [] });
  expect(() => chosen(rows, ['a', 'x', 'y'])).toThrow('No row is named x or y; there are a, b, c');
});

test('median and percentile', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.5)).toBe(5);
  expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99)).toBe(10);
});

test('what could not be measured is left out of every figure', () => {
  const values = [Number.NaN, 4, 1, Number.NaN];
  expect([median(values), mean(values), percentile(values, 0.99)]).toEqual([2.5, 2.5, 4]);
  expect(spread(values)).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(median([Number.NaN])).toBeNaN();
});

test('options are read, and what is not one, or not of this bench, is refused', () => {
  expect(parseOptions(['--quick', '--json', '--seed', '7', '--only', 'a,b'], ['seed', 'only'])).toEqual({
    quick: true,
    json: true,
    explain: false,
    seed: 7,
    rounds: undefined,
    only: ['a', 'b'],
  });
  expect(() => parseOptions(['--seed', 'x'], ['seed'])).toThrow('--seed takes a whole number');
  expect(() => parseOptions(['--slow'], [])).toThrow('--slow');
  expect(() => parseOptions(['--rounds', '3'], ['seed', 'only'])).toThrow('no option --rounds');
});

test('a table puts numbers to the right', () => {
  expect(table([{ name: 'a', lost: 1234 }, { name: 'long' }])).toBe(
    ['name   lost', '────  ─────', 'a     1,234', 'long'].join('\n'),
  );
});
