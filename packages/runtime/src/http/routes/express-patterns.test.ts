import { expect, test } from 'vitest';
import { expressPattern, type ExpressApp } from './express-patterns.ts';

test('of a router that is mounted at a regular expression, whose paths clients choose, some places are kept', () => {
  const route = { path: '/:id' };
  const mounted = { regexp: /^\/\w+-shop\/?(?=\/|$)/i, keys: [], handle: { stack: [{ route }] } };
  let reads = 0;
  const app: ExpressApp = {
    _router: {
      get stack() {
        reads++;
        return [mounted];
      },
    },
  };
  const patterns = Array.from({ length: 1000 }, (_, shop) => expressPattern(app, route, `/${shop}-shop/1`));
  expect(patterns[0]).toBe('/0-shop/:id');
  expect(new Set(patterns).size).toBe(101);
  expect(patterns.at(-1)).toBeUndefined();
  const before = reads;
  expect(expressPattern(app, route, '/more-shop/1')).toBeUndefined();
  expect(reads).toBe(before);
});
