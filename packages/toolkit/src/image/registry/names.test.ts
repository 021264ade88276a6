import { expect, test } from 'vitest';
import { parseChallenge } from './authorization.ts';
import { formatReference, parseReference } from './reference.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

test.each([
  ['debian', 'docker.io/library/debian:latest'],
  ['team/shop:1.2', 'docker.io/team/shop:1.2'],
  ['localhost/shop', 'localhost/shop:latest'],
  ['127.0.0.1:5000/a/b/c:x', '127.0.0.1:5000/a/b/c:x'],
  [`registry.example/base@${DIGEST}`, `registry.example/base@${DIGEST}`],
  [`registry.example/base:1@${DIGEST}`, `registry.example/base:1@${DIGEST}`],
])('%s names %s', (text, whole) => {
  expect(formatReference(parseReference(text))).toBe(whole);
});

test.each(['', 'UPPER/case', 'a b', 'registry.example/', 'x:tag:tag', 'shop@sha256:12'])(
  '%j names nothing',
  (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'SW_IMAGE_REFERENCE' }));
  },
);

test('a challenge is read with quoted commas and in any case', () => {
  const header = 'bEaReR Realm="https://auth.example/token",service=registry,scope="repository:a:pull,push"';
  expect(parseChallenge(header)).toEqual({
    scheme: 'bearer',
    parameters: { realm: 'https://auth.example/token', service: 'registry', scope: 'repository:a:pull,push' },
  });
  expect(parseChallenge('Digest realm="x"')).toBeUndefined();
  expect(parseChallenge(null)).toBeUndefined();
});

test.each([
  [
    'Bearer realm="https://a.example/token",service="s", Basic realm="reg"',
    'bearer',
    'https://a.example/token',
  ],
  ['Basic realm="reg", Bearer realm = "https://a.example/token"', 'bearer', 'https://a.example/token'],
  ['Negotiate, Basic realm="a \\"quoted\\", and, with commas"', 'basic', 'a "quoted", and, with commas'],
  ['Negotiate dG9rZW4=, Basic realm=reg', 'basic', 'reg'],
  ['basic', 'basic', undefined],
])('of the challenges %s the answer is to %s', (header, scheme, realm) => {
  const challenge = parseChallenge(header);
  expect({ scheme: challenge?.scheme, realm: challenge?.parameters['realm'] }).toEqual({ scheme, realm });
});
