import { expect, test } from 'vitest';
import { processShare, shareMark } from './process-share.ts';

const marked = (text: string) => processShare({ SEAWORTHY_PROCESS: text });

test('a process that its parent has marked is told which it is', () => {
  expect(marked(shareMark({ number: 2, of: 4 }, process.ppid))).toEqual({ number: 2, of: 4 });
});

test('a program that such a process starts is not meant', () => {
  expect(marked(shareMark({ number: 2, of: 4 }, process.ppid + 1))).toBeUndefined();
});

test.each(['', '2/4', '2 of 4', `2/4/${process.ppid}/1`])('%j is no mark', (text) => {
  expect(marked(text)).toBeUndefined();
});
