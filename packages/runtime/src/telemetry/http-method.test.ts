import { expect, test } from 'vitest';
import { knownMethod } from './http-method.ts';

test.each([
  ['GET', 'GET'],
  ['QUERY', 'QUERY'],
  ['get', '_OTHER'],
  ['BREW', '_OTHER'],
  ['', '_OTHER'],
])('method %s is %s', (method, expected) => {
  expect(knownMethod(method)).toBe(expected);
});
