import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test.each([
  [1, 250, 500],
  [2, 500, 1_000],
  [4, 2_000, 4_000],
  [5, 2_500, 5_000],
  [2_000, 2_500, 5_000],
])('after failure %d the wait is drawn from %d to %d ms', (attempt, least, most) => {
  expect(backoff(attempt, 500, 5_000, () => 0)).toBe(least);
  expect(backoff(attempt, 500, 5_000, () => 1)).toBe(most);
});
