import { expect, test } from 'vitest';
import { redactedQuery, splitAuthority } from './http-attributes.ts';

test.each([
  ['', ''],
  ['a=1&b=2', 'a=1&b=2'],
  ['token=abc', 'token=REDACTED'],
  ['a=1&X-Amz-Signature=abc%20d&b=2', 'a=1&X-Amz-Signature=REDACTED&b=2'],
  ['sig=1&sig=2', 'sig=REDACTED&sig=REDACTED'],
  ['PassWord=x=y&password', 'PassWord=REDACTED&password'],
  ['flag&token=abc', 'flag&token=REDACTED'],
  ['token=', 'token=REDACTED'],
  ['tokens=3&resetToken=4', 'tokens=3&resetToken=REDACTED'],
  ['code=1&zipcode=2&session=3&sessions=4', 'code=REDACTED&zipcode=2&session=REDACTED&sessions=4'],
  [
    'state=1&refreshToken=2&jwt=3&secret_key=4',
    'state=1&refreshToken=REDACTED&jwt=REDACTED&secret_key=REDACTED',
  ],
  ['X-Amz-Credential=1&X-Amz-Security-Token=2', 'X-Amz-Credential=REDACTED&X-Amz-Security-Token=REDACTED'],
  ['&&=&token=a', '&&=&token=REDACTED'],
])('query %s is told as %s', (query, expected) => {
  expect(redactedQuery(query)).toBe(expected);
});

test.each([
  ['example.com', 'example.com', undefined],
  ['example.com:8080', 'example.com', 8080],
  ['[::1]:8080', '::1', 8080],
  ['[::1]', '::1', undefined],
  ['', '', undefined],
  ['example.com:', 'example.com', undefined],
])('authority %s', (authority, host, port) => {
  expect(splitAuthority(authority)).toEqual({ host, port });
});
