import { expect, test } from 'vitest';
import { softLimitOf, softLimitWithin } from './soft-limit.ts';

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

test.each([
  ['0.5', 128],
  ['', 230.4],
  [undefined, 230.4],
  ['200Mi', 200],
  // Above the new limit, or nonsense: the default.
  ['300Mi', 230.4],
  ['half', 230.4],
])('after a resize to 256 MiB %j', (text, mib) => {
  expect(softLimitWithin(text, 256 * 2 ** 20)).toBe(Math.floor(mib * 2 ** 20));
});
