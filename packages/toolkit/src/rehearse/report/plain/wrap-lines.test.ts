import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapLines } from './wrap-lines.ts';

test.each([
  ['what fits', 'what fits'],
  [`  - ${'word '.repeat(8).trim()}`, '  - word word word word word word word\n    word'],
  [
    '     fix:   keep accepting for at least two seconds after the signal',
    '     fix:   keep accepting for at least\n            two seconds after the signal',
  ],
  [`  log:   |  at ${'x'.repeat(60)} end`, `  log:   |  at\n            ${'x'.repeat(60)}\n            end`],
  [`\u001b[1m${'word '.repeat(12)}\u001b[22m`, `\u001b[1m${'word '.repeat(12)}\u001b[22m`],
])('broken between words, below their own text: %j', (text, lines) => {
  expect(wrapLines(text, 40)).toBe(lines);
});

test('in a terminal that is too narrow for it nothing is broken', () => {
  expect(wrapLines('word '.repeat(20), 39)).toBe('word '.repeat(20));
});

test('property: no word is lost, and no line with a blank between two words is too wide', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 60 });
  const lead = fc.constantFrom('', '  - ', '               ✗ ', '                 cause: ');
  fc.assert(
    fc.property(words, lead, fc.integer({ min: 40, max: 120 }), (some, before, columns) => {
      const lines = wrapLines(before + some.join(' '), columns).split('\n');
      expect(lines.join(' ').slice(before.length).split(/ +/)).toEqual(some);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }),
  );
});
