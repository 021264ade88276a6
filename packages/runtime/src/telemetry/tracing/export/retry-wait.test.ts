import { expect, test } from 'vitest';
import { waitMs } from './retry-wait.ts';

test('the collector is asked again when it wants to be, but within a minute', () => {
  expect(waitMs(1, 20_000, () => 0)).toBe(20_000);
  expect(waitMs(1, 86_400_000, () => 0)).toBe(60_000);
});

test('else after one to five seconds, less up to half', () => {
  expect([1, 2, 3, 4, 9].map((attempt) => waitMs(attempt, undefined, () => 1))).toEqual([
    1_000, 2_000, 4_000, 5_000, 5_000,
  ]);
  expect(waitMs(9, undefined, () => 0)).toBe(2_500);
});
