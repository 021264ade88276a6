import { expect, test } from 'vitest';
import { lastWords } from './last-words.ts';

test.each([
  ['standard error', 'listening\n', '\u001B[31mError: a\u001B[39m\n    at b\n', 'Error: a\n    at b'],
  [
    'a log',
    '{"level":60,"msg":"a\\n- b"}\n{"message":"c"}\n{"level":30}\nnull\n',
    '',
    'a\n- b\nc\n{"level":30}\nnull',
  ],
  ['what is neither', 'a\n"b"\n', ' \n', 'a\n"b"'],
  ['nothing', '', '', ''],
  ['many lines', Array.from('abcdefghij').join('\n'), '', Array.from('cdefghij').join('\n')],
])('of %s the last lines are told', (_, stdout, stderr, words) => {
  expect(lastWords(stdout, stderr)).toBe(words);
});
