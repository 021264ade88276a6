import { expect, test } from 'vitest';
import { hostnameOf } from './hostname.ts';

const of = (spec: object, name = 'web-1') =>
  hostnameOf({ name, namespace: 'shop', spec: { containers: [{ name: 'app' }], ...spec } });

test('a pod is called by its name, or as its manifest states', () => {
  expect(of({})).toEqual({ hostname: 'web-1' });
  expect(of({ hostname: 'db-0' })).toEqual({ hostname: 'db-0' });
  expect(of({ hostname: '' })).toEqual({ hostname: 'web-1' });
});

test('a subdomain gives it a full name', () => {
  const domain = 'peers.shop.svc.cluster.local';
  expect(of({ subdomain: 'peers' })).toEqual({ hostname: 'web-1', domain });
  expect(of({ hostname: 'db-0', subdomain: 'peers' })).toEqual({ hostname: 'db-0', domain });
});

test('an override stands over both, and has no domain', () => {
  const names = { hostname: 'db-0', subdomain: 'peers' };
  expect(of({ ...names, hostnameOverride: 'db.example.com' })).toEqual({ hostname: 'db.example.com' });
});

test('it has 63 characters at most, of which the last is a letter or a digit', () => {
  const long = `${'a'.repeat(60)}-.-b`;
  expect(of({}, long)).toEqual({ hostname: 'a'.repeat(60) });
  expect(of({}, 'a'.repeat(64))).toEqual({ hostname: 'a'.repeat(63) });
});
