import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestIdOf } from './request-id.ts';

test('ids of ours are 32 hexadecimal digits, and differ', () => {
  const ids = Array.from({ length: 10_000 }, () => requestIdOf({}));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[\da-f]{32}$/.test(id))).toEqual([]);
});

test('no id can break out of a header or a log line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (given) => {
      expect(requestIdOf({ 'x-request-id': given })).toMatch(/^[\w.:/+=@-]{1,128}$/);
    }),
    { numRuns: 30 },
  );
});

test('a well-formed id of the client is kept', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w.:/+=@-]{1,128}$/), (given) => {
      expect(requestIdOf({ 'x-request-id': given })).toBe(given);
    }),
  );
});
