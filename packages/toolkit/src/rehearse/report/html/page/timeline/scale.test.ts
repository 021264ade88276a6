import { expect, test } from 'vitest';
import { clock } from './scale.ts';

test.each([
  [1_234, 3, '1.234 s'],
  [59_999.9, 3, '1:00.000'],
  [59_700, 0, '1:00'],
  [61_000, 0, '1:01'],
  [119_700, 0, '2:00'],
  [119_999.9, 3, '2:00.000'],
])('%d ms with %d digits are %s', (ms, digits, text) => {
  expect(clock(ms, digits)).toBe(text);
});
