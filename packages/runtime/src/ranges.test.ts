import { expect, test } from 'vitest';
import { checkRanges, type Range } from './ranges.ts';

const check = (range: Range, value: number | undefined) =>
  checkRanges({ size: value }, { size: range }, 'here');

test.each<[Range, readonly (number | undefined)[]]>([
  [{ from: 0 }, [0, 1.5, Infinity, undefined]],
  [{ above: 0, to: 1 }, [0.1, 1]],
  [{ above: 0, finite: true }, [0.1, Number.MAX_VALUE, undefined]],
  [{ from: 1, to: 9, whole: true }, [1, 9]],
  [{ from: 1, whole: true, endless: true }, [1, Infinity]],
])('%o lets %o pass', (range, values) => {
  for (const value of values) expect(() => check(range, value)).not.toThrow();
});

test.each<[Range, readonly number[], string]>([
  [{ from: 0 }, [-1, Number.NaN], 'numbers from 0 '],
  [{ above: 0, to: 1 }, [0, 1.1], 'numbers above 0, up to 1'],
  [{ above: 0, finite: true }, [0, Infinity, Number.NaN], 'finite numbers above 0 '],
  [{ from: 1, to: 9, whole: true }, [1.5, 10], 'whole numbers from 1 to 9'],
  [{ from: 1, whole: true }, [Infinity, 0], 'whole numbers from 1 '],
  [{ from: 1, whole: true, endless: true }, [0, 1.5], 'whole numbers from 1, or Infinity'],
])('%o refuses %o, and says what it takes', (range, values, takes) => {
  for (const value of values)
    expect(() => check(range, value)).toThrow(
      expect.objectContaining({
        code: 'SW_DEFINITION',
        message: expect.stringContaining(`\`size\` is ${value}; it takes ${takes}`.trim()) as unknown,
      }),
    );
});
