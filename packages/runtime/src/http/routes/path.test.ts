import { expect, test } from 'vitest';
import { routePathOf } from './path.ts';

test.each([
  ['/reports', '/reports'],
  ['/x/../reports', '/reports'],
  ['/./reports', '/reports'],
  ['/x/%2e%2E/reports', '/reports'],
  ['/x\\..\\reports', '/reports'],
  ['/../..', '/'],
  ['/reports#x', '/reports'],
  ['/%72eports', '/reports'],
  ['/%72eports/%ff', '/reports/%ff'],
  ['/caf%C3%A9', '/café'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a%252e', '/a%2e'],
  ['/.well-known/x', '/.well-known/x'],
  ['//a/../b', '//b'],
  ['/Reports/', '/Reports/'],
  ['*', '*'],
  ['a%', 'a%'],
])('%s is %s', (path, normal) => expect(routePathOf(path)).toBe(normal));

test('is that of a URL, whatever comes', () => {
  for (const path of ['/a/./b', '/a/..', '/%', '/%%32', '/a b', '/a\tb', '/{x}'])
    expect(routePathOf(path)).toBe(
      decodeURI(new URL(`http://a${path}`).pathname.replace(/%(?![\da-f]{2})/gi, '%25')),
    );
});
