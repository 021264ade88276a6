import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBytes, parseCpu } from './quantity.ts';

test.each([
  ['1024', 1024],
  ['400Mi', 400 * 1024 ** 2],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['1.1M', 1_100_000],
  ['1e3', 1000],
  ['12E-1', 2],
  ['0.1Ki', 103],
  ['.5Gi', 0.5 * 1024 ** 3],
  ['1.', 1],
  ['+5k', 5000],
  ['0', 0],
])('%s is %i bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each([
  ['2', 2],
  ['500m', 0.5],
  ['0.25', 0.25],
  ['1500000u', 1.5],
  ['1k', 1000],
])('%s is %d cores', (text, cores) => {
  expect(parseCpu(text)).toBe(cores);
});

test.each(['', '-1', '1 Gi', '1gi', '1KiB', '.', '.Gi', 'Mi', '1e999', '9'.repeat(99), '0x10', 'NaN'])(
  'refuses %j as either',
  (text) => {
    expect(() => parseBytes(text)).toThrow(RangeError);
    expect(() => parseCpu(text)).toThrow(RangeError);
  },
);

test('refuses thousandths of a byte, and says what the m means', () => {
  expect(() => parseBytes('400m')).toThrow('a trailing m means thousandths of a byte');
});

test('refuses more bytes than a number holds exactly', () => {
  expect(() => parseBytes('8Ei')).toThrow('below 8Pi');
});

test('binary suffixes are powers of 1024, decimal ones of 1000', () => {
  const suffixes = fc.constantFrom(['k', 'Ki', 1], ['M', 'Mi', 2], ['G', 'Gi', 3], ['T', 'Ti', 4]);
  fc.assert(
    fc.property(fc.nat({ max: 4000 }), suffixes, (amount, [decimal, binary, power]) => {
      expect(parseBytes(`${amount}${decimal}`)).toBe(amount * 1000 ** power);
      expect(parseBytes(`${amount}${binary}`)).toBe(amount * 1024 ** power);
    }),
  );
});
