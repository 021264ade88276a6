import { expect, test } from 'vitest';
import { checkKey, isKey } from './key.ts';

test.each(['a', 'a.png', 'photos/7/front.jpg', 'A_-.9', 'a'.repeat(120)])('%s is a key', (key) => {
  expect(isKey(key)).toBe(true);
});

test.each([
  '',
  '.',
  '..',
  '../a',
  'a/../b',
  '/a',
  'a/',
  'a//b',
  '.hidden',
  'a/.b',
  'a\\b',
  'a b',
  'ä',
  'a\n',
  'a%2f',
  'a\0b',
])('%j is none', (key) => {
  expect(isKey(key)).toBe(false);
  expect(() => checkKey(key)).toThrow(expect.objectContaining({ code: 'SW_UPLOAD_KEY', status: 400 }));
});

test('a key is no longer than a file name may be once it is encoded', () =>
  expect(isKey('a'.repeat(121))).toBe(false));
