import { expect, test } from 'vitest';
import { goProgramPath } from './go-dockerfile.ts';

test.each([
  ['/shop', '/service'],
  ['/shop/cmd/api', '/api'],
  ['/shop/cmd/srv', '/usr/local/bin/srv'],
  ['/shop/cmd/dev', '/usr/local/bin/dev'],
])('the program of %s is no folder that the build, or a container, has: %s', (entry, path) => {
  expect(goProgramPath({ root: '/shop', entry })).toBe(path);
});
