import { expect, test } from 'vitest';
import { isCrossOrigin } from './index.ts';

const host = 'shop.example.org';

test.each<[boolean, string, Record<string, string>]>([
  [false, 'POST', { host, 'sec-fetch-site': 'same-origin' }],
  [false, 'POST', { host, 'sec-fetch-site': 'none' }],
  [true, 'POST', { host, 'sec-fetch-site': 'same-site', origin: 'https://blog.example.org' }],
  [true, 'DELETE', { host, 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
  [false, 'GET', { host, 'sec-fetch-site': 'cross-site' }],
  [false, 'HEAD', { host, 'sec-fetch-site': 'cross-site' }],
  [false, 'OPTIONS', { host, origin: 'https://evil.test' }],
  [false, 'POST', { host, origin: `https://${host}` }],
  [false, 'POST', { ':authority': host, origin: `https://${host}` }],
  [true, 'POST', { host, origin: 'https://evil.test' }],
  [true, 'POST', { host, origin: `https://${host}:8443` }],
  [true, 'POST', { host, origin: 'null' }],
  [true, 'POST', { origin: 'null' }],
  [false, 'POST', { host }],
  [false, 'POST', { host, 'sec-fetch-site': 'cross-site', origin: 'https://admin.example.org' }],
])('%s: %s %j', (expected, method, headers) => {
  const trusted = ['https://admin.example.org'];
  expect(isCrossOrigin({ method, headers }, trusted)).toBe(expected);
  if (':authority' in headers) return;
  expect(isCrossOrigin({ method, headers: new Headers(headers) }, trusted)).toBe(expected);
});
