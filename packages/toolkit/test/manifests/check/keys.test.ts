/** Keys of ConfigMaps and Secrets that pods ask for. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1"}\nbinaryData: {b: aGk=}\n';
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: "1"}\n';

/** The ConfigMap with more in its metadata. */
const marked = (metadata: string) => configMap.replace('name: cm', `name: cm, ${metadata}`);

/** Where keys are missing, among those that a program of another contract's variables asks for. */
function missing(container: readonly string[], pod: readonly string[], ...objects: readonly string[]) {
  const { findings, problems } = check(plain, workload(container, pod), ...objects);
  // As custom resources are.
  expect(problems.filter((it) => !it.endsWith('is passed on without being read'))).toEqual([]);
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
  ['that OpenShift adds', 'key: k', marked('labels: {config.openshift.io/inject-trusted-cabundle: "true"}')],
  [
    'that a reflector adds',
    'key: k',
    marked('annotations: {reflector.v1.k8s.emberstack.com/reflects: ops/cm}'),
  ],
  ['of one of two namespaces', 'key: k', `${marked('namespace: a')}---\n${marked('namespace: b')}`],
])('not those %s', (_, reference, object) => {
  expect(missing(fromMap(reference), [], object)).toEqual([]);
});

test.each([
  ['Opaque', 1],
  ['kubernetes.io/service-account-token', 0],
])('of a Secret of type %s %i are missing', (type, count) => {
  const fromSecret = ['env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]'];
  expect(missing(fromSecret, [], `${secret}type: ${type}\n`)).toHaveLength(count);
});

test.each([
  ['external-secrets.io/v1', 'ExternalSecret', 'spec: {target: {name: s, creationPolicy: Merge}}'],
  ['cert-manager.io/v1', 'Certificate', 'spec: {secretName: s}'],
  ['bitnami.com/v1alpha1', 'SealedSecret', 'spec: {}'],
])('not those that a resource of %s may add', (apiVersion, kind, spec) => {
  const custom = (name: string, rest: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n${rest}\n`;
  const fromSecret = ['env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]'];
  const name = spec === 'spec: {}' ? 's' : 'other';
  expect(missing(fromSecret, [], secret, custom(name, spec))).toEqual([]);
  expect(missing(fromSecret, [], secret, custom('other', 'spec: {secretName: t}'))).toHaveLength(1);
});
