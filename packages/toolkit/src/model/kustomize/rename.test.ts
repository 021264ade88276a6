import { expect, test } from 'vitest';
import type { KubernetesObject } from '../object.ts';
import { newItem } from './item.ts';
import { rename } from './rename.ts';

const object = (apiVersion: string, kind: string, more: object): KubernetesObject => {
  return { apiVersion, kind, metadata: { name: 'web' }, ...more };
};
const ofPods = (number = 1) => {
  const containers = Array.from({ length: number }, () => ({ envFrom: [{ configMapRef: { name: 'web' } }] }));
  return { spec: { template: { spec: { containers } } } };
};

/** What is told, and what names `web` or `new-web` says afterwards, as objects of all kinds are renamed. */
function renamed(holder: KubernetesObject) {
  const items = ['ConfigMap', 'Deployment', 'Service'].map((kind) => newItem(object('v1', kind, {})));
  const told = rename([...items, newItem(holder)], ({ object: { kind } }) =>
    kind === holder.kind ? undefined : 'new-web',
  );
  return { told, text: JSON.stringify(holder) };
}

test.each([
  ['StatefulSet', object('apps/v1', 'StatefulSet', ofPods())],
  [
    'HorizontalPodAutoscaler',
    object('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
    }),
  ],
  [
    'ValidatingWebhookConfiguration',
    object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
      webhooks: [{ clientConfig: { service: { name: 'web' } } }],
    }),
  ],
])('a new name is followed in a %s', (_, holder) => {
  const { told, text } = renamed(holder);
  expect(told).toEqual([]);
  expect(text).toContain('"name":"new-web"');
});

test('in a custom resource none is, as kustomize does it', () => {
  const scaled = object('keda.sh/v1alpha1', 'ScaledObject', {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
  const { told, text } = renamed(scaled);
  expect(told).toEqual([]);
  expect(text).not.toContain('new-web');
});

test('of a Rollout it is told once, for its pods wait for the old name', () => {
  const rollout = object('argoproj.io/v1alpha1', 'Rollout', ofPods(2));
  const { told, text } = renamed(rollout);
  expect(text).not.toContain('new-web');
  expect(told).toMatchObject([
    {
      kind: 'reference',
      path: 'spec.template',
      message: expect.stringContaining('its pods name the ConfigMap web, which kustomize calls new-web'),
    },
  ]);
});
