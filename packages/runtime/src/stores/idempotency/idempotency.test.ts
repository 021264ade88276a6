import { expect, test } from 'vitest';
import { createIdempotency } from './idempotency.ts';

test.each([0, -1, Number.NaN, Infinity])('keys cannot be kept for %d ms', (keepMs) => {
  const notAsked = () => Promise.reject(new Error('not asked'));
  expect(() => createIdempotency({ db: { query: notAsked }, transact: notAsked, keepMs })).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      message: expect.stringContaining(`\`keepMs\` is ${keepMs}; it takes finite numbers above 0`) as unknown,
    }),
  );
});
