import { expect, test } from 'vitest';
import { amount, count, lostShare, seconds } from './figures.ts';

test.each([
  [0, '0 ms'],
  [2.34, '2.3 ms'],
  [99, '99 ms'],
  [100, '0.1 s'],
  [1449, '1.4 s'],
  [30_000, '30.0 s'],
])('%d ms for people: %s', (ms, words) => {
  expect(seconds(ms)).toBe(words);
});

test.each([
  [0, 3e6, '0 per million'],
  [1, 3e6, 'less than 1 per million'],
  [1, 1e6, '1 per million'],
  [9, 1712, '5,257 per million'],
  [1, 100, '1 %'],
  [361, 2774, '13 %'],
  [7461, 28_458, '26.2 %'],
  [605, 605, '100 %'],
])('%d of %d is %s', (lost, total, words) => {
  expect(lostShare(lost, total)).toBe(words);
});

test('large numbers have separators, and things a plural', () => {
  expect(amount(1_234_567.4)).toBe('1,234,567');
  expect([count(1, 'request'), count(3e6, 'request')]).toEqual(['1 request', '3,000,000 requests']);
  expect([count(1, 'loss', 'losses'), count(2, 'loss', 'losses')]).toEqual(['1 loss', '2 losses']);
});
