import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { isOutage, isUniqueViolation } from './failure.ts';

const sqlState = (code: string, message = '') =>
  Object.assign(new DatabaseError(message, 0, 'error'), { code });
const network = (code: string) => Object.assign(new Error(code), { code });

test.each(
  '08006 25006 25P03 25P04 40001 40P01 53100 53200 53300 55P03 57014 57P01 57P02 57P03 57P05'.split(' '),
)('SQLSTATE %s is an outage', (code) => {
  expect(isOutage(sqlState(code))).toBe(true);
});

test.each(['23505', '25001', '28P01', '3D000', '42P01', '57P04'])('SQLSTATE %s is not', (code) => {
  expect(isOutage(sqlState(code))).toBe(false);
});

test('of what PgBouncer says, what it refuses for good is none', () => {
  expect(isOutage(sqlState('08P01', 'query_wait_timeout'))).toBe(true);
  expect(isOutage(sqlState('08P01', 'unsupported startup parameter: statement_timeout'))).toBe(false);
});

test.each(
  'EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOENT ENOTFOUND EPIPE ETIMEDOUT'.split(' '),
)('a server that can’t be reached is an outage: %s', (code) => {
  expect(isOutage(network(code))).toBe(true);
});

test.each(['EACCES', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
  'one that must not be trusted or used is not: %s',
  (code) => {
    expect(isOutage(network(code))).toBe(false);
  },
);

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
])('what pg says without a code of a connection that is lost is an outage: %s', (message) => {
  expect(isOutage(new Error(message))).toBe(true);
});

test('any other error is not', () => {
  expect(isOutage(new TypeError('x is not a function'))).toBe(false);
  expect(isOutage('Connection terminated')).toBe(false);
});

test('only SQLSTATE 23505 is a unique violation', () => {
  expect(isUniqueViolation(sqlState('23505'))).toBe(true);
  expect(isUniqueViolation(sqlState('23503'))).toBe(false);
  expect(isUniqueViolation(network('23514'))).toBe(false);
});
