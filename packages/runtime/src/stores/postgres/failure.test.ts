import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { isOutage, isUniqueViolation } from './failure.ts';

const sqlState = (code: string, message = '') =>
  Object.assign(new DatabaseError(message, 0, 'error'), { code });
const network = (code: string) => Object.assign(new Error(code), { code });

test.each(['08006', '40P01', '53300', '55P03', '57014', '57P01', '57P02', '57P03'])(
  'SQLSTATE %s is an outage',
  (code) => {
    expect(isOutage(sqlState(code))).toBe(true);
  },
);

test.each(['23505', '28P01', '3D000', '42P01', '57P04'])('SQLSTATE %s is not', (code) => {
  expect(isOutage(sqlState(code))).toBe(false);
});

test('of what PgBouncer says, what it refuses for good is none', () => {
  expect(isOutage(sqlState('08P01', 'query_wait_timeout'))).toBe(true);
  expect(isOutage(sqlState('08P01', 'unsupported startup parameter: statement_timeout'))).toBe(false);
});

test('an address that nobody listens on is an outage, a file that may not be read is not', () => {
  expect(isOutage(network('ECONNREFUSED'))).toBe(true);
  expect(isOutage(network('EACCES'))).toBe(false);
});

test('a lost connection is an outage, any other error is not', () => {
  expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isOutage(new TypeError('x is not a function'))).toBe(false);
  expect(isOutage('Connection terminated')).toBe(false);
});

test('only SQLSTATE 23505 is a unique violation', () => {
  expect(isUniqueViolation(sqlState('23505'))).toBe(true);
  expect(isUniqueViolation(sqlState('23503'))).toBe(false);
  expect(isUniqueViolation(network('23514'))).toBe(false);
});
