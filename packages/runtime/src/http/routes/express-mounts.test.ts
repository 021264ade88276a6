import { expect, test } from 'vitest';
import { mountOf } from './express-mounts.ts';

/** Layers as express 4.22 makes them. */
const tenants = {
  regexp: /^\/tenants\/([^/]+?)\/users\/?(?=\/|$)/i,
  keys: [{ name: 'tenant' }],
};

test.each([
  ['/tenants/a/users/1?x', { pattern: '/tenants/:tenant/users', rest: '/1?x' }],
  ['/tenants/users/users', { pattern: '/tenants/:tenant/users', rest: '/' }],
  ['/Tenants/tenants/users/', { pattern: '/Tenants/:tenant/users/', rest: '/' }],
  ['/tenants/a', undefined],
])('express 4: %s', (path, mount) => {
  expect(mountOf(tenants, path)).toEqual(mount);
});

test('at the root nothing of a path is taken', () => {
  const regexp = Object.assign(/^\/?(?=\/|$)/i, { fast_slash: true });
  expect(mountOf({ regexp, keys: [] }, '/a/b')).toEqual({ pattern: '', rest: '/a/b' });
  expect(mountOf({ slash: true, matchers: [] }, '/a/b')).toEqual({ pattern: '', rest: '/a/b' });
});

test('what takes more or less than one part of a path is not told, for its values would be', () => {
  const dates = { regexp: /^\/fl\/([^/]+?)-([^/]+?)\/?(?=\/|$)/i, keys: [{ name: 'from' }, { name: 'to' }] };
  expect(mountOf(dates, '/fl/LAX-SFO/1')).toBeUndefined();
  const files = { regexp: /^\/files\/(.*)\/?(?=\/|$)/i, keys: [{ name: 0 }] };
  expect(mountOf(files, '/files/a/b')).toBeUndefined();
});
