import { expect, test } from 'vitest';
import { compileBodies } from './route-body.ts';

test('the first pattern that matches counts', () => {
  const find = compileBodies({ 'PUT /photos/:id': { maxBytes: 1 }, '/photos/*': { maxBytes: 2 } });
  expect(find?.({ method: 'PUT', path: '/photos/7' })).toEqual({ maxBytes: 1 });
  expect(find?.({ method: 'POST', path: '/photos/7' })).toEqual({ maxBytes: 2 });
  expect(find?.({ method: 'PUT', path: '/photos' })).toBeUndefined();
});

test('without any there is nothing to look for', () => expect(compileBodies({})).toBeUndefined());

test.each([
  ['photos', { maxBytes: 1 }, '`photos`'],
  [
    '/photos',
    { maxBytes: 0 },
    '`maxBytes` is 0; it takes numbers above 0 (defineService http.bodies /photos)',
  ],
  ['/photos', { heldBytes: Number.NaN }, '`heldBytes` is NaN'],
])('%s with %o is refused: %s', (pattern, body, what) => {
  expect(() => compileBodies({ [pattern]: body })).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      message: expect.stringContaining(what) as unknown,
    }),
  );
});
