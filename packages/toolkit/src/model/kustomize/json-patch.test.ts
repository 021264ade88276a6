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
  [{ op: 'test', path: '/nope', value: null }, document],
  // As kustomize's library has it, a key of a map need not be there to be replaced, and -1 is the last place.
  [
    { op: 'replace', path: '/nope', value: 1 },
    { a: { b: [1, 2, 3] }, 'x/y': 'z', nope: 1 },
  ],
  [
    { op: 'replace', path: '/a/b/-1', value: 9 },
    { a: { b: [1, 2, 9] }, 'x/y': 'z' },
  ],
  [
    { op: 'remove', path: '/a/b/-3' },
    { a: { b: [2, 3] }, 'x/y': 'z' },
  ],
  [
    { op: 'add', path: '/a/b/-1', value: 9 },
    { a: { b: [1, 2, 3, 9] }, 'x/y': 'z' },
  ],
])('%j', (operation, result) => {
  expect(jsonPatch(document, [operation])).toEqual(result);
  expect(document.a.b).toEqual([1, 2, 3]);
});

test.each([
  [{ op: 'replace', path: '/nope/deeper', value: 1 }, 'there is no /nope/deeper to replace'],
  [{ op: 'replace', path: '/a/b/3', value: 1 }, 'there is no /a/b/3 to replace'],
  [{ op: 'remove', path: '/nope' }, 'there is no /nope to remove'],
  [{ op: 'remove', path: '/a/b/7' }, 'there is no /a/b/7 to remove'],
  [{ op: 'remove', path: '/a/b/-' }, 'there is no /a/b/- to remove'],
  [{ op: 'move', from: '/nope', path: '/a/c' }, 'there is no /nope to move'],
  [{ op: 'add', path: '/a/b/4', value: 1 }, 'there is no /a/b to add /a/b/4 to'],
  [{ op: 'add', path: '/nope/deeper', value: 1 }, 'there is no /nope to add /nope/deeper to'],
  [{ op: 'test', path: '/a/b', value: [] }, '/a/b is not what the patch expects'],
  [{ op: 'frob', path: '/a' }, 'unknown operation frob'],
  ['nonsense', 'a JSON patch is a list of { op, path, value }'],
])('%j is refused', (operation, message) => {
  expect(() => jsonPatch(document, [operation])).toThrow(message);
});
