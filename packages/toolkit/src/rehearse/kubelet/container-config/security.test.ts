import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import { somePod } from '../../testing/index.ts';
import { resolveSurroundings } from '../facts.ts';
import { containerConfig } from './container-config.ts';

interface Case {
  readonly own?: NonNullable<Container['securityContext']>;
  readonly pods?: { runAsNonRoot?: boolean; runAsUser?: number; runAsGroup?: number };
  /** Undefined: not known. */
  readonly imageUser?: string;
}

function configured({ own, pods, imageUser }: Case) {
  const container = { name: 'app', image: 'it', ...(own && { securityContext: own }) };
  const spec = { containers: [container], ...(pods && { securityContext: pods }) };
  const given = { imageUser: (image: string) => (image === 'it' ? imageUser : 'other') };
  const surroundings = resolveSurroundings(given, '192.0.2.7');
  return containerConfig(container, somePod({ spec }), surroundings, new Map());
}

test.each<[string, Case]>([
  ['runAsUser 0', { own: { runAsNonRoot: true, runAsUser: 0 }, imageUser: '1000' }],
  ['runAsUser 0 of the pod', { pods: { runAsNonRoot: true, runAsUser: 0 } }],
  ['an image of root by number', { own: { runAsNonRoot: true }, imageUser: '0:0' }],
  ['an image without USER', { pods: { runAsNonRoot: true }, imageUser: '' }],
  ['a named USER without runAsUser', { own: { runAsNonRoot: true }, imageUser: 'node' }],
])('§1 runAsNonRoot refuses %s', (_, given) => {
  expect(configured(given)).toMatchObject({ refused: 'CreateContainerConfigError' });
});

test.each<[string, Case]>([
  ['a number of the image', { own: { runAsNonRoot: true }, imageUser: '1000:1000' }],
  ['runAsUser over a named USER', { pods: { runAsNonRoot: true, runAsUser: 1000 }, imageUser: 'node' }],
  [
    'the container’s user over the pod’s',
    { own: { runAsUser: 1000 }, pods: { runAsNonRoot: true, runAsUser: 0 } },
  ],
  ['an image that nobody knows', { own: { runAsNonRoot: true } }],
  [
    'whatever it is, where it is false',
    { own: { runAsNonRoot: false }, pods: { runAsNonRoot: true }, imageUser: '' },
  ],
])('§1 runAsNonRoot lets pass %s', (_, given) => {
  expect(configured(given)).toHaveProperty('security');
});

test('§1 what the container may not do is passed on', () => {
  const own = { runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false };
  expect(configured({ own, imageUser: '1000' })).toMatchObject({ security: own });
});

test('§1 the container’s settings stand over the pod’s, and have Kubernetes’ defaults', () => {
  expect(configured({ own: { runAsUser: 1 }, pods: { runAsUser: 2, runAsGroup: 3 } })).toMatchObject({
    security: {
      runAsUser: 1,
      runAsGroup: 3,
      runAsNonRoot: false,
      readOnlyRootFilesystem: false,
      allowPrivilegeEscalation: true,
    },
  });
});
