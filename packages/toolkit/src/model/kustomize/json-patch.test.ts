import { expect, test } from 'vitest';
import { jsonPatch } from './json-patch.ts';

const document = { a: { b: [1, 2, 3] }, 'x/y': 'z' };

test.each([
  [
    { op: 'add', path: '/a/b/1', value: 9 },
    { a: { b: [1, 9, 2, 3] }, 'x/y': 'z' },
  ],
  [
    { op: 'add', path: '/a/b/-', value: 4 },
    { a: { b: [1, 2, 3, 4] }, 'x/y': 'z' },
  ],
  [
    { op: 'replace', path: '/x~1y', value: 'w' },
    { a: { b: [1, 2, 3] }, 'x/y': 'w' },
  ],
  [
    { op: 'remove', path: '/a/b/0' },
    { a: { b: [2, 3] }, 'x/y': 'z' },
  ],
  [
    { op: 'move', from: '/a/b', path: '/c' },
    { a: {}, 'x/y': 'z', c: [1, 2, 3] },
  ],
  [
    { op: 'copy', from: '/a/b/0', path: '/c' },
    { a: { b: [1, 2, 3] }, 'x/y': 'z', c: 1 },
  ],
  [{ op: 'test', path: '/a/b', value: [1, 2, 3] }, document],
])('%j', (operation, result) => {
  expect(jsonPatch(document, [operation])).toEqual(result);
  expect(document.a.b).toEqual([1, 2, 3]);
});

test.each([
  [{ op: 'replace', path: '/nope', value: 1 }, 'there is no /nope to replace'],
  [{ op: 'remove', path: '/a/b/7' }, 'there is no /a/b/7 to remove'],
  [{ op: 'add', path: '/nope/deeper', value: 1 }, 'there is no /nope to add /nope/deeper to'],
  [{ op: 'test', path: '/a/b', value: [] }, '/a/b is not what the patch expects'],
  [{ op: 'frob', path: '/a' }, 'unknown operation frob'],
  ['nonsense', 'a JSON patch is a list of { op, path, value }'],
])('%j is refused', (operation, message) => {
  expect(() => jsonPatch(document, [operation])).toThrow(message);
});
