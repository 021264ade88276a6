import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NUMBER_SIZE, putMilliseconds } from './ascii.ts';

test('milliseconds are written to the microsecond, as JSON', () => {
  const bytes = Buffer.alloc(NUMBER_SIZE + 2, 'x');
  const written = (value: number) => bytes.toString('latin1', 1, putMilliseconds(bytes, 1, value));
  expect([0, 0.0004, 1.2346, 9.9999, 10.01, 2_147_483.647].map(written)).toEqual([
    '0.000',
    '0.000',
    '1.235',
    '10.000',
    '10.010',
    '2147483.647',
  ]);
  expect([-1.5, Number.NaN, Infinity, 1e300].map(written)).toEqual(['-1.5', 'null', 'null', '1e+300']);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x7fff_ffff }), (micros) => {
      expect(written(micros / 1000)).toBe((micros / 1000).toFixed(3));
    }),
  );
});
