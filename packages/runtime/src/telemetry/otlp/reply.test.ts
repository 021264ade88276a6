import { expect, test } from 'vitest';
import { judge, parseRetryAfter } from './reply.ts';

const noon = Date.UTC(2026, 0, 1, 12);

test.each([
  [undefined, undefined],
  ['2', 2_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After: %s', (value, ms) => {
  expect(parseRetryAfter(value, noon)).toBe(ms);
});

test.each([
  [200, 'accepted'],
  [400, 'refused'],
  [413, 'refused'],
  [429, 'retry'],
  [500, 'refused'],
  [502, 'retry'],
  [503, 'retry'],
  [504, 'retry'],
])('status %d: %s', (status, type) => {
  const reply = { status, retryAfterMs: undefined, contentType: undefined, body: new Uint8Array() };
  expect(judge(reply).type).toBe(type);
});
