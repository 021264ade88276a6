import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wellFormed } from './well-formed.ts';

const anyText = fc.string({
  unit: fc.constantFrom('\\', 'u', 'd', '8', 'c', '0', '"', '\ud83d', '\udea2', 'é'),
});

test('what is read is the text, with U+FFFD for each lone surrogate', () => {
  fc.assert(
    fc.property(anyText, anyText, (name, text) => {
      const line = wellFormed(JSON.stringify({ [name]: { text } }));
      const shown = JSON.parse(line) as unknown;
      expect(line.isWellFormed()).toBe(true);
      expect(shown).toEqual({ [name.toWellFormed()]: { text: text.toWellFormed() } });
    }),
  );
});

test('a pair that stands escaped, as in JSON that somebody else wrote, stays', () => {
  const line = String.raw`{"a":"\ud83d\udea2 \\ud83d \ud83d"}`;
  expect(JSON.parse(wellFormed(line))).toEqual({ a: '🚢 \\ud83d \u{fffd}' });
});
