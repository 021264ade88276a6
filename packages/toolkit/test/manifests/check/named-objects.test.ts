/** Objects that a workload names, and which are called otherwise. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const found = (...texts: string[]) =>
  check(plain, ...texts).findings.map(({ rule, path, fix }) => `${rule} ${path}: ${fix}`);
const peers = (name: string, fields = 'clusterIP: None') => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {${fields}, selector: {app: web}, ports: [{port: 8080}]}
`;
const named = (serviceName: string) =>
  workload()
    .replace('kind: Deployment', 'kind: StatefulSet')
    .replace('\nspec:\n', `\nspec:\n  ${serviceName}\n`);

test('a StatefulSet names the headless Service of its pods', () => {
  const told = ['ports/no-service spec.serviceName: Name the headless Service web-peers.'];
  expect(found(named('serviceName: web-peer'), peers('web-peers'))).toEqual(told);
  for (const sound of ['serviceName: web-peers', 'serviceName: ""', ''])
    expect(found(named(sound), peers('web-peers'))).toEqual([]);
  // It may be elsewhere, or another one be meant.
  expect(found(named('serviceName: web-peer'))).toEqual([]);
  expect(found(named('serviceName: web-peer'), peers('web', 'type: ClusterIP'))).toEqual([]);
  expect(found(named('serviceName: web'), peers('web', 'type: ClusterIP'), peers('web-peers'))).toEqual([]);
});

const made = (kind: string, name: string, apiVersion = 'v1', fields = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n${fields}`;
const account = (name: string) => made('ServiceAccount', name);
const runsAs = (name: string, own = 'web') => workload([], [`serviceAccountName: ${name}`], own);

test('pods name the ServiceAccount that is made for them', () => {
  const told = (name: string) => [
    `workload/mistyped spec.template.spec.serviceAccountName: Name the ServiceAccount ${name}.`,
  ];
  expect(found(runsAs('web-runner'), account('web'))).toEqual(told('web'));
  expect(found(runsAs('web-runer'), account('web-runner'))).toEqual(told('web-runner'));
  for (const others of [[account('web-runner')], [], [account('deployer')]])
    expect(found(runsAs('web-runner'), ...others)).toEqual([]);
  expect(found(workload(), account('web'))).toEqual([]);
  // It is another one's.
  expect(found(runsAs('web-runner'), account('web'), runsAs('web', 'worker'))).toEqual([]);
});

const claim = 'spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}\n';
const envFrom = (reference: string) => workload([`envFrom: [{${reference}}]`]);
const volume = (source: string) => workload([], [`volumes: [{name: a, ${source}}]`]);

test.each([
  [
    envFrom('configMapRef: {name: web-confg}'),
    made('ConfigMap', 'web-config'),
    'containers[0].envFrom[0].configMapRef',
  ],
  [
    envFrom('secretRef: {name: web-secrte}'),
    made('Secret', 'web-secret'),
    'containers[0].envFrom[0].secretRef',
  ],
  [volume('configMap: {name: web-filess}'), made('ConfigMap', 'web-files'), 'volumes[0].configMap'],
  [
    volume('persistentVolumeClaim: {claimName: web-dta}'),
    made('PersistentVolumeClaim', 'web-data', 'v1', claim),
    'volumes[0].persistentVolumeClaim',
  ],
])('a letter of what pods need is wrong: %s', (pod, object, path) => {
  const kind = /kind: (\w+)/.exec(object)?.[1];
  const name = /name: ([\w-]+)/.exec(object)?.[1];
  expect(found(pod, object)).toEqual([
    `workload/mistyped spec.template.spec.${path}: Name the ${kind} ${name}.`,
  ]);
});

test('what is named many times is told where it is named first', () => {
  const env = ['A', 'B'].map(
    (name) => `{name: ${name}, valueFrom: {configMapKeyRef: {name: web-confg, key: ${name}}}}`,
  );
  const texts = [workload([`env: [${env.join(', ')}]`]), made('ConfigMap', 'web-config')];
  expect(found(...texts).filter((it) => it.startsWith('workload'))).toEqual([
    expect.stringMatching(/^workload\/mistyped .*\.env\[0\]/),
  ]);
});

const refers = envFrom('secretRef: {name: web-tls}');
const certs = envFrom('secretRef: {name: web-cert}');
const ingress = (annotations: string, secret: string) =>
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {${annotations}}}
spec: {tls: [{secretName: ${secret}}], defaultBackend: {service: {name: elsewhere, port: {number: 80}}}}
`;
const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}
subjects: [{kind: ServiceAccount, name: shared-runner}]
`;
const serving = made(
  'Service',
  'fn',
  'serving.knative.dev/v1',
  'spec: {template: {spec: {containers: [{image: a}], volumes: , serviceAccountName: web}}}\n',
);

test('an empty name is that of no object', () => {
  expect(found(runsAs('""'), account('web'))).toEqual([]);
});

test.each([
  ['tls', 'mtls'],
  ['rw', 'ro'],
  ['a', 'b'],
])('of names that end with %s and %s both are meant', (name, other) => {
  expect(found(envFrom(`secretRef: {name: web-${name}}`), made('Secret', `web-${other}`))).toEqual([]);
});

test.each([
  [
    'pods may do without it',
    [
      certs,
      made('Secret', 'web-certs'),
      envFrom('secretRef: {name: web-certs, optional: true}')
        .replaceAll(': web\n', ': wb\n')
        .replaceAll('name: web}', 'name: wb}')
        .replaceAll('app: web}', 'app: wb}'),
    ],
  ],
  ['an Ingress uses the other', [certs, made('Secret', 'web-certs'), ingress('', 'web-certs')]],
  [
    'an annotation names the other',
    [certs, made('Secret', 'web-certs'), ingress('a/auth: "b/web-certs"', 'c')],
  ],
  ['an Ingress has it made', [certs, made('Secret', 'web-certs'), ingress('', 'web-cert')]],
  ['a RoleBinding names it', [runsAs('shared-runner'), account('web'), binding]],
  ['a custom resource uses the other', [runsAs('shared-runner'), account('web'), serving]],
  [
    'pods use the other by its older name',
    [runsAs('shared-runner'), account('web'), workload([], ['serviceAccount: web'], 'worker')],
  ],
])('what is not there is not mistyped where %s', (_, texts) => {
  expect(found(...texts).filter((it) => it.startsWith('workload'))).toEqual([]);
});

test.each([
  ['it is optional', [envFrom('secretRef: {name: web-tls, optional: true}'), made('Secret', 'wb-tls')]],
  ['only a number is another', [envFrom('secretRef: {name: web-1}'), made('Secret', 'web-2')]],
  ['two letters are others', [refers, made('Secret', 'web-dev')]],
  ['it is of another kind', [refers, made('ConfigMap', 'wb-tls')]],
  [
    'a custom resource makes it',
    [
      refers,
      made('Secret', 'wb-tls'),
      made('Certificate', 'a', 'cert-manager.io/v1', 'spec: {secretName: web-tls}\n'),
    ],
  ],
  [
    'other pods need the one that is there',
    [
      refers,
      made('Secret', 'wb-tls'),
      envFrom('secretRef: {name: wb-tls}').replaceAll('web:1', 'wb:1').replaceAll(': web', ': wb'),
    ],
  ],
])('what is not there may be elsewhere where %s', (_, texts) => {
  expect(found(...texts)).toEqual([]);
});
