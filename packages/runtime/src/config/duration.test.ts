import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['30', 30_000],
  [' 0 ', 0],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', ' ', '-5s', '5 s', '5d', 's', '1h-30m', '1e3', 'Infinity', `${'9'.repeat(400)}h`])(
  'refuses %j',
  (text) => {
    expect(() => parseDuration(text)).toThrow(
      new RangeError('expected a duration, such as 250ms, 30s or 1h30m'),
    );
  },
);

test.each([
  [0, '0s'],
  [250, '250ms'],
  [90_000, '90s'],
  [7_200_000, '2h'],
])('%d ms are written as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('what is formatted reads back the same', () => {
  fc.assert(
    fc.property(fc.nat(), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
