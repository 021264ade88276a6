import { expect, test } from 'vitest';
import { formatBytes, parseQuantity } from './quantity.ts';

test.each([
  ['400Mi', 400 * 2 ** 20],
  ['500m', 0.5],
  ['9m', 0.009],
  ['2', 2],
  [2, 2],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['1k', 1000],
  ['100n', 1e-7],
  ['1E', 1e18],
  ['.5', 0.5],
  ['', undefined],
  ['400mb', undefined],
  ['Mi', undefined],
  [Number.NaN, undefined],
  [null, undefined],
])('%s', (text, value) => {
  const parsed = parseQuantity(text);
  if (value === undefined) expect(parsed).toBeUndefined();
  else expect(parsed).toBeCloseTo(value, 12);
});

test.each([
  [256 * 2 ** 20, '256Mi'],
  [1.5 * 2 ** 30, '1536Mi'],
  [1000, '1000'],
  [0, '0'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
