import { expect, test } from 'vitest';
import { limitsOf, type OutboxOptions } from './options.ts';

const options: OutboxOptions = { db: { query: () => Promise.reject(new Error('not asked')) }, handlers: {} };

test.each<[keyof OutboxOptions, number]>([
  ['concurrency', 0],
  ['concurrency', 0.5],
  ['maxAttempts', 0],
  ['maxAttempts', Number.NaN],
  ['timeoutMs', Infinity],
  ['retryMs', 0],
  ['maxRetryMs', -1],
])('%s cannot be %d', (name, value) => {
  expect(() => limitsOf({ ...options, [name]: value })).toThrow(
    expect.objectContaining({
      code: 'SW_DEFINITION',
      message: expect.stringContaining(`\`${name}\` is ${value}; it takes`) as string,
    }),
  );
});

test('a message may be tried for ever', () => {
  expect(limitsOf({ ...options, maxAttempts: Infinity }).maxAttempts).toBe(Infinity);
});

test('what is left out has its default', () => {
  expect(limitsOf({ ...options, concurrency: 1 })).toEqual({
    concurrency: 1,
    timeoutMs: 10_000,
    retryMs: 1000,
    maxRetryMs: 300_000,
    maxAttempts: 50,
  });
});
