import { expect, test } from 'vitest';
import { databaseErrorType, responseStatus } from './database-error.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

test.each([
  ['of PostgreSQL', Object.assign(new Error('x'), { severity: 'ERROR', code: '23505' }), '23505'],
  ['of Redis, by ioredis', named('ReplyError', 'WRONGTYPE Operation against a key'), 'WRONGTYPE'],
  ['of Redis, by node-redis', new Error('OOM command not allowed'), 'OOM'],
  ['that is its prefix alone', new Error('EXECABORT'), 'EXECABORT'],
])('an answer %s has a status, which is the error’s type', (_, error, status) => {
  expect([responseStatus(error), databaseErrorType(error)]).toEqual([status, status]);
});

test.each([
  ['of a script, about a thing', named('ReplyError', 'ORDER_4711 is locked'), 'ReplyError'],
  ['of the client, with a code', Object.assign(new Error('EPIPE on write'), { code: 'EPIPE' }), 'EPIPE'],
  ['of the client, ioredis', new Error('Connection is closed.'), 'Error'],
  [
    'of the client, with a name',
    named('MaxRetriesPerRequestError', 'Reached the max retries'),
    'MaxRetriesPerRequestError',
  ],
  ['that is none', 'WRONGTYPE of a key', '_OTHER'],
])('an error %s has none', (_, error, type) => {
  expect([responseStatus(error), databaseErrorType(error)]).toEqual([undefined, type]);
});
