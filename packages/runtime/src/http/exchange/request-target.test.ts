import { expect, test } from 'vitest';
import { authorityOf, pathOf } from './request-target.ts';

test.each([
  ['/a/b?c=/d', undefined, '/a/b'],
  ['/', undefined, '/'],
  ['//a/b', undefined, '//a/b'],
  ['/http://a/b', undefined, '/http://a/b'],
  ['http://a:80/b?c', 'a:80', '/b'],
  ['HTTPS://a?c', 'a', '/'],
  ['http://a', 'a', '/'],
  ['*', undefined, '*'],
])('%s', (target, authority, path) => {
  expect([authorityOf(target), pathOf(target)]).toEqual([authority, path]);
});
