import { expect, test } from 'vitest';
import type { Priority, RouteLoad } from './options.ts';
import { compileRules } from './route-rules.ts';

test.each([
  ['/exports/*', 'GET', '/exports/2026/11', true],
  ['/exports/*', 'POST', '/exports/', true],
  ['/exports/*', 'GET', '/exports', false],
  ['GET /users/:id', 'GET', '/users/42', true],
  ['GET /users/:id', 'GET', '/users/42/orders', false],
  ['GET /users/:id', 'DELETE', '/users/42', false],
  ['GET /a.b', 'GET', '/axb', false],
  ['GET /reports', 'HEAD', '/reports', true],
  ['HEAD /reports', 'GET', '/reports', false],
  ['POST /reports', 'HEAD', '/reports', false],
  ['/reports', 'GET', '/x/../reports', true],
  ['/internal/*', 'GET', '/internal/../reports', false],
  ['/exports/*', 'GET', '/exports/%0a', true],
  ['/caf%C3%A9', 'GET', '/caf%c3%a9', true],
])('%s and %s %s: %s', (pattern, method, path, matches) => {
  const find = compileRules({ [pattern]: { priority: 'low' } });
  expect(find?.({ method, path })?.priority).toBe(matches ? 'low' : undefined);
});

test('the first that matches counts', () => {
  const find = compileRules({ '/a/b': { priority: 'high' }, '/a/*': { priority: 'low' } });
  expect(['/a/b', '/a/c'].map((path) => find?.({ method: 'GET', path })?.priority)).toEqual(['high', 'low']);
});

test.each<[string, RouteLoad, string]>([
  ['reports', {}, '`reports`'],
  ['get /reports', {}, '`get /reports`'],
  ['/reports', { maxInFlight: 0 }, '`maxInFlight` is 0; it takes whole numbers from 1, or Infinity'],
  ['/reports', { maxInFlight: 1.5 }, '`maxInFlight` is 1.5'],
  ['/reports', { priority: 'urgent' as Priority }, 'urgent'],
  ['/reports', { priority: 'exempt', maxInFlight: 4 }, 'exempt'],
])('%s with %o is refused: %s', (pattern, load, what) => {
  expect(() => compileRules({ [pattern]: load })).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      message: expect.stringContaining(what) as unknown,
    }),
  );
});
