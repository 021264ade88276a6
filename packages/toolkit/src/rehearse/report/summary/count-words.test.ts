import { expect, test } from 'vitest';
import { countWords } from './count-words.ts';

test.each([
  [0, 0, 0, ''],
  [1, 0, 0, '1 expectation holds'],
  [8, 0, 0, '8 expectations hold'],
  [0, 0, 2, '2 expectations not shown'],
  [2, 0, 1, '3 expectations: 2 hold, 1 not shown'],
  [1, 2, 16, '19 expectations: 2 failed, 1 holds, 16 not shown'],
])('%d that hold, %d that failed and %d not shown: %s', (pass, fail, notShown, words) => {
  expect(countWords({ pass, fail, 'not-shown': notShown })).toBe(words);
});
