import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readThreadSchedule } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'schedule-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ['a thread that ran and waited', '5000000 2500000 17', { ranMs: 5, waitedMs: 2.5 }],
  ['one that never waited', '5000000 0 1', { ranMs: 5, waitedMs: 0 }],
  ['a kernel that does not count', '0 0 0', undefined],
  ['nonsense', 'x', undefined],
])('%s', (_, text, expected) => {
  mkdirSync(join(root, 'proc/self/task/7'), { recursive: true });
  writeFileSync(join(root, 'proc/self/task/7/schedstat'), `${text}\n`);
  expect(readThreadSchedule(7, root)).toEqual(expected);
});

test('a thread that is not there', () => {
  expect(readThreadSchedule(8, root)).toBeUndefined();
});
