/** Keys of ConfigMaps and Secrets that pods ask for. */
import { expect, test } from 'vitest';
import { check, plain, workload } from './check-text.ts';

const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1"}\nbinaryData: {b: aGk=}\n';
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: "1"}\n';

/** Where keys are missing, among those that a program of another contract's variables asks for. */
function missing(container: readonly string[], pod: readonly string[], ...objects: readonly string[]) {
  const { findings, problems } = check(plain, workload(container, pod), ...objects);
  expect(problems).toEqual([]);
  return findings
    .filter(({ rule }) => rule === 'configuration/key')
    .map(({ path, message }) => `${path.replace('spec.template.spec.', '')} ${message}`);
}

const fromMap = (rest: string) => [`env: [{name: A, valueFrom: {configMapKeyRef: {name: cm, ${rest}}}}]`];

test('of a variable', () => {
  const place = 'containers[0].env[0].valueFrom';
  expect(missing(fromMap('key: k'), [], configMap)).toEqual([
    `${place}.configMapKeyRef.key ConfigMap cm has no key k: the pod does not start`,
  ]);
  const fromSecret = ['env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]'];
  expect(missing(fromSecret, [], secret)).toEqual([
    `${place}.secretKeyRef.key Secret s has no key k: the pod does not start`,
  ]);
});

test('of a volume, and of an init container', () => {
  const volumes = [
    'initContainers: [{name: i, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]',
    'volumes:',
    '  - {name: a, configMap: {name: cm, items: [{key: a, path: a}, {key: k, path: k}]}}',
    '  - {name: b, projected: {sources: [{secret: {name: s, items: [{key: k, path: k}]}}]}}',
  ];
  expect(missing([], volumes, configMap, secret)).toEqual([
    'initContainers[0].env[0].valueFrom.secretKeyRef.key Secret s has no key k: the pod does not start',
    'volumes[0].configMap.items[1].key ConfigMap cm has no key k: the pod does not start',
    'volumes[1].projected.sources[0].secret.items[0].key Secret s has no key k: the pod does not start',
  ]);
});

test.each([
  ['that are there', 'key: b', configMap],
  ['that are optional', 'key: k, optional: true', configMap],
  ['of what is elsewhere', 'key: k', secret],
  ['of what something in the cluster fills', 'key: k', configMap.replace(/^data[^]*/m, '')],
])('not those %s', (_, reference, object) => {
  expect(missing(fromMap(reference), [], object)).toEqual([]);
});
