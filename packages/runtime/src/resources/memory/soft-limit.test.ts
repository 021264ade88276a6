import { expect, test } from 'vitest';
import { softLimitOf } from './soft-limit.ts';

const LIMIT = 400 * 2 ** 20;

test.each([
  [undefined, LIMIT * 0.9],
  ['', LIMIT * 0.9],
  ['0.5', LIMIT / 2],
  ['1', LIMIT],
  ['75%', LIMIT * 0.75],
  ['300Mi', 300 * 2 ** 20],
  ['300000000', 300_000_000],
])('%j', (text, bytes) => {
  expect(softLimitOf(text, LIMIT)).toBe(Math.floor(bytes));
});

test.each(['0', '110%', '500Mi', 'half', '-1', '2', '90', '90k'])('%j is refused', (text) => {
  expect(() => softLimitOf(text, LIMIT)).toThrow(/SEAWORTHY_MEMORY_SOFT_LIMIT.*SW_CONFIG_INVALID/);
});
