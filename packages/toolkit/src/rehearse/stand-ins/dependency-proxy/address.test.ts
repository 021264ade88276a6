import { expect, test } from 'vitest';
import { addressThrough, targetOf } from './address.ts';

const proxy = { host: '198.18.0.1', port: 4000 };
const postgresPath = { path: '/run/postgresql/.s.PGSQL.5432' };

test.each([
  ['postgres://db/shop', 'postgres://198.18.0.1:4000/shop', { host: 'db', port: 5432 }],
  [
    'postgresql://me:p%40ss@db:5433/shop?sslmode=disable#x',
    'postgresql://me:p%40ss@198.18.0.1:4000/shop?sslmode=disable#x',
    { host: 'db', port: 5433 },
  ],
  [
    'postgres://me@a:1,b:2/shop?target_session_attrs=read-write',
    'postgres://me@198.18.0.1:4000/shop?target_session_attrs=read-write',
    { host: 'a', port: 1 },
  ],
  ['postgres:///shop?host=/run/postgresql', 'postgres://198.18.0.1:4000/shop', postgresPath],
  [
    'postgres://me@/shop?a=b&host=/run/postgresql&port=5432',
    'postgres://me@198.18.0.1:4000/shop?a=b',
    postgresPath,
  ],
  ['postgres://%2Frun%2Fpostgresql/shop', 'postgres://198.18.0.1:4000/shop', postgresPath],
  ['redis://:secret@[::1]:6380/2', 'redis://:secret@198.18.0.1:4000/2', { host: '::1', port: 6380 }],
  ['rediss://cache', 'rediss://198.18.0.1:4000', { host: 'cache', port: 6379 }],
  ['https://s3.test/bucket?a=b', 'https://198.18.0.1:4000/bucket?a=b', { host: 's3.test', port: 443 }],
  ['one:9092,two:9092', '198.18.0.1:4000', { host: 'one', port: 9092 }],
  ['unknown://host/x', 'unknown://198.18.0.1:4000/x', undefined],
])('%s', (address, through, target) => {
  expect(addressThrough(address, proxy)).toBe(through);
  expect(targetOf(address)).toEqual(target);
});

test('a proxy on IPv6 is written in brackets', () => {
  expect(addressThrough('http://a/', { host: '::1', port: 1 })).toBe('http://[::1]:1/');
});
