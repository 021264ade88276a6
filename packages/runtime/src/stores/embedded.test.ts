import { expect, test } from 'vitest';
import { assertEmbeddedAllowed } from './embedded.ts';

const cache = { store: 'The in-memory cache', setting: 'REDIS_URL', server: 'a Redis server' };

test('an embedded store is refused in production, with the setting that fixes it', () => {
  expect(() => assertEmbeddedAllowed(false, cache)).toThrow(
    expect.objectContaining({
      code: 'SW_EMBEDDED_STORE',
      message: expect.stringMatching(/in-memory cache.*Set REDIS_URL to a Redis server.*--allow-embedded/),
    }),
  );
});

test('and runs where it is allowed', () => {
  expect(() => assertEmbeddedAllowed(true, cache)).not.toThrow();
});
