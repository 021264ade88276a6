import { expect, test } from 'vitest';
import { routeKey } from './route-key.ts';

test.each([
  ['/', 'GET /'],
  ['/users/42', 'GET /users/:'],
  ['/users/42/orders/7', 'GET /users/:/orders/:'],
  ['/files/3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'GET /files/:'],
  ['/commits/9fceb02d0ae5', 'GET /commits/:'],
  ['/api/v1/health-check', 'GET /api/v1/health-check'],
  ['/tokens/dGhpcyBpcyBhIHRva2Vu1', 'GET /tokens/:'],
])('%s is %s', (path, key) => {
  expect(routeKey('GET', path)).toBe(key);
});
