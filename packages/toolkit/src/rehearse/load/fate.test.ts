import { expect, test } from 'vitest';
import { fateOfError } from './fate.ts';

const failed = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'refused'],
  ['ETIMEDOUT', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['EPROTO', 'closed'],
])('%s is %s', (code, fate) => {
  expect(fateOfError(failed(code))).toBe(fate);
});

test('without an error the peer has closed the connection', () => {
  expect(fateOfError(undefined)).toBe('closed');
});

test('what says that this machine is out of something is nobody’s loss', () => {
  const error = failed('EADDRNOTAVAIL');
  expect(() => fateOfError(error)).toThrow(error);
});
