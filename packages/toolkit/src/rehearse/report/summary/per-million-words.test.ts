import { expect, test } from 'vitest';
import { perMillionWords } from './per-million-words.ts';

test.each([
  [0, 0, '0 per million'],
  [1, 0, 'less than 1 per million'],
  [15_000, 5257, '5,257 per million'],
])('%d lost, which are %d per million: %s', (lost, lostPerMillion, words) => {
  expect(perMillionWords({ lost, lostPerMillion })).toBe(words);
});
