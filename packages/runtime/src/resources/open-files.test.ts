import { expect, test } from 'vitest';
import { tree } from './cgroup/tree.props.ts';
import { openFilesLimit } from './open-files.ts';

const limits = (
  openFiles: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             127235               127235               processes
Max open files            ${openFiles}              files
Max locked memory         8388608              8388608              bytes`;

test.each([
  ['the soft limit counts', '1024                 524288', 1_024],
  ['there is none', 'unlimited            unlimited', Infinity],
])('%s', (_, openFiles, expected) => {
  expect(openFilesLimit(tree({ 'proc/self/limits': limits(openFiles) }))).toBe(expected);
});

test('elsewhere than on Linux it is not known', () => {
  expect(openFilesLimit(tree({}))).toBe(Infinity);
});
