import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Container } from '../../../model/index.ts';
import { ObjectStore, type DataObject } from '../../objects/index.ts';
import { somePod } from '../../testing/index.ts';
import { resolveSurroundings, type PodFacts, type Surroundings } from '../facts.ts';
import { containerConfig } from './container-config.ts';
import { expand } from '../../../model/index.ts';
import { probeCommand } from './probe-command.ts';

const node = { name: 'node-a', ip: '192.0.2.7', cpuMilli: 2000, memoryBytes: 2 ** 30, storageBytes: 2 ** 40 };

function object(kind: DataObject['kind'], name: string, data: Record<string, string>): DataObject {
  return { kind, name, data, binary: {} };
}

function configured(
  container: Partial<Container>,
  { pod, ...around }: Partial<Surroundings> & { pod?: Partial<PodFacts> } = {},
) {
  const whole = { name: 'app', ...container };
  return containerConfig(whole, somePod(pod), resolveSurroundings({ node, ...around }, 'unused'), new Map());
}

/** The variables without those that every container has. */
function variables(...given: Parameters<typeof configured>) {
  const config = configured(...given);
  if ('refused' in config) throw new Error(config.message);
  const own = Object.entries(config.env).filter(([name]) => !name.startsWith('KUBERNETES_'));
  return Object.fromEntries(own);
}

test('§1 envFrom in order, later over earlier, with prefixes; env over all of it', () => {
  const objects = new ObjectStore([
    object('ConfigMap', 'a', { ONE: 'a', TWO: 'a', THREE: 'a' }),
    object('Secret', 'b', { TWO: 'b', THREE: 'b' }),
  ]);
  const container = {
    envFrom: [
      { configMapRef: { name: 'a' } },
      { secretRef: { name: 'b' } },
      { prefix: 'B_', secretRef: { name: 'b' } },
    ],
    env: [{ name: 'THREE', value: 'env' }],
  };
  expect(variables(container, { objects })).toEqual({
    ONE: 'a',
    TWO: 'b',
    THREE: 'env',
    B_TWO: 'b',
    B_THREE: 'b',
  });
});

test('§1 $(VAR) is replaced in a value by envFrom, earlier env and Services, not by later ones or HOSTNAME', () => {
  const objects = new ObjectStore([object('ConfigMap', 'a', { FROM: 'from', RAW: '$(FROM)' })]);
  const services = [{ name: 'my-db', clusterIP: '10.0.0.9', ports: [{ port: 5432 }] }];
  const env = [
    { name: 'FIRST', value: '$(FROM) $(MY_DB_SERVICE_HOST)' },
    { name: 'MY_DB_PORT', value: 'mine' },
    { name: 'OWN', value: '$(MY_DB_PORT)' },
    { name: 'SECOND', value: '$(FIRST)!' },
    { name: 'EARLY', value: '$(LATE) $(HOSTNAME) $(constructor)' },
    { name: 'LATE', value: 'late' },
    { name: 'ESCAPED', value: '$$(FROM) $$$(FROM) $FROM $(FROM' },
  ];
  const container = { envFrom: [{ configMapRef: { name: 'a' } }], env };
  expect(variables(container, { objects, services })).toMatchObject({
    FIRST: 'from 10.0.0.9',
    OWN: 'mine',
    SECOND: 'from 10.0.0.9!',
    EARLY: '$(LATE) $(HOSTNAME) $(constructor)',
    RAW: '$(FROM)',
    ESCAPED: '$(FROM) $from $FROM $(FROM',
  });
});

test('§1 what valueFrom gives is not expanded', () => {
  const objects = new ObjectStore([object('Secret', 's', { key: '$(A) $$' })]);
  const env = [
    { name: 'A', value: 'a' },
    { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'key' } } },
  ];
  expect(variables({ env }, { objects })).toEqual({ A: 'a', B: '$(A) $$' });
});

test('§1 a Secret that is not text still becomes a variable; binaryData of a ConfigMap does not', () => {
  const binary = { key: new Uint8Array([97, 98]) };
  const objects = new ObjectStore([
    { kind: 'Secret', name: 's', data: {}, binary },
    { kind: 'ConfigMap', name: 'c', data: {}, binary },
  ]);
  const envFrom = [{ secretRef: { name: 's' } }, { prefix: 'C_', configMapRef: { name: 'c' } }];
  expect(variables({ envFrom }, { objects })).toEqual({ key: 'ab' });
});

test.each<[string, Partial<Container>, string]>([
  ['ConfigMap', { envFrom: [{ configMapRef: { name: 'a' } }] }, 'ConfigMap a not found'],
  ['Secret', { envFrom: [{ secretRef: { name: 'a' } }] }, 'Secret a not found'],
  [
    'Secret of a variable',
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } }] },
    'Secret a not found',
  ],
  [
    'key',
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'here', key: 'k' } } }] },
    'ConfigMap here has no key k',
  ],
])(
  '§1 a missing %s is CreateContainerConfigError, and skipped where it is optional',
  (_, container, message) => {
    const objects = new ObjectStore([object('ConfigMap', 'here', {})]);
    expect(configured(container, { objects })).toEqual({ refused: 'CreateContainerConfigError', message });
    const optional = JSON.parse(
      JSON.stringify(container, (key, value: unknown) =>
        key.endsWith('Ref') ? { ...(value as object), optional: true } : value,
      ),
    ) as Partial<Container>;
    expect(variables(optional, { objects })).toEqual({});
  },
);

test('§1 where nothing else is said, the node’s address is the one by which pods reach this machine', () => {
  const env = [{ name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }];
  const surroundings = resolveSurroundings({}, '198.18.0.1');
  expect(containerConfig({ name: 'app', env }, somePod(), surroundings, new Map())).toMatchObject({
    env: { HOST: '198.18.0.1' },
  });
});

test('§1 fieldRef: metadata with subscripts, spec and status', () => {
  const paths = {
    NAME: 'metadata.name',
    SPACE: 'metadata.namespace',
    UID: 'metadata.uid',
    LABEL: "metadata.labels['app.kubernetes.io/name']",
    NOTE: "metadata.annotations['a.b']",
    ABSENT: "metadata.labels['absent']",
    NODE: 'spec.nodeName',
    ACCOUNT: 'spec.serviceAccountName',
    HOST: 'status.hostIP',
    HOSTS: 'status.hostIPs',
    IP: 'status.podIP',
    IPS: 'status.podIPs',
  };
  const env = Object.entries(paths).map(([name, fieldPath]) => ({
    name,
    valueFrom: { fieldRef: { fieldPath } },
  }));
  const pod = {
    namespace: 'prod',
    labels: { 'app.kubernetes.io/name': 'shop' },
    annotations: { 'a.b': 'note' },
  };
  expect(variables({ env }, { pod })).toEqual({
    NAME: 'shop-1-1',
    SPACE: 'prod',
    UID: somePod().uid,
    LABEL: 'shop',
    NOTE: 'note',
    ABSENT: '',
    NODE: 'node-a',
    ACCOUNT: 'default',
    HOST: '192.0.2.7',
    HOSTS: '192.0.2.7',
    IP: '10.244.0.1',
    IPS: '10.244.0.1',
  });
});

test.each(['spec.replicas', 'metadata.labels', "metadata.name['a']"])(
  '§1 a variable cannot have the field %s',
  (fieldPath) => {
    const env = [{ name: 'A', valueFrom: { fieldRef: { fieldPath } } }];
    expect(configured({ env })).toMatchObject({ refused: 'CreateContainerConfigError' });
  },
);

test.each([
  ['limits.cpu', undefined, '1'],
  ['limits.cpu', '1m', '250'],
  ['limits.cpu', '0', '1'],
  ['limits.memory', undefined, '104857601'],
  ['limits.memory', '1Mi', '101'],
  ['requests.memory', '1Mi', '101'],
  ['requests.cpu', '1m', '100'],
  ['limits.ephemeral-storage', undefined, String(2 ** 40)],
  ['limits.ephemeral-storage', '1Gi', '1024'],
  ['requests.ephemeral-storage', undefined, '0'],
])('§1 resourceFieldRef %s by %s is ceil(value / divisor): %s', (resource, divisor, value) => {
  const resourceFieldRef = { resource, ...(divisor !== undefined && { divisor }) };
  const container = {
    resources: { limits: { cpu: '250m', memory: '104857601' }, requests: { cpu: '100m' } },
    env: [{ name: 'A', valueFrom: { resourceFieldRef } }],
  };
  expect(variables(container)).toEqual({ A: value });
});

test('§1 a limit that is not set is the pod’s, else the node’s', () => {
  const env = ['cpu', 'memory'].map((name) => ({
    name,
    valueFrom: { resourceFieldRef: { resource: `limits.${name}` } },
  }));
  expect(variables({ env })).toEqual({ cpu: '2', memory: String(2 ** 30) });
  const spec = { containers: [{ name: 'app' }], resources: { limits: { memory: '64Mi' } } };
  expect(variables({ env }, { pod: { spec } })).toEqual({ cpu: '2', memory: String(64 * 2 ** 20) });
});

test('§1 command and args use the final variables; $$ escapes, an unknown name stays', () => {
  const env = [
    { name: 'A', value: '1' },
    { name: 'A', value: '2' },
  ];
  expect(configured({ env, command: ['run', '$(A)'], args: ['$$(A)', '$(B)', '$(A)$(A)'] })).toMatchObject({
    command: ['run', '2'],
    args: ['$(A)', '$(B)', '22'],
  });
  expect(configured({ command: [], args: [] })).toMatchObject({ command: undefined, args: undefined });
});

test('§1 the command of an exec probe knows only the values that env states, as they are written', () => {
  const env = [
    { name: 'A', value: '1' },
    { name: 'B', value: '$(A)' },
    { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  const command = ['$(A)', '$(B)', 'c$(C)', '$(D)', '$$(A)'];
  expect(probeCommand(command, { name: 'app', env })).toEqual(['1', '$(A)', 'c', '$(D)', '$(A)']);
});

test('§1 variables of Services: of the own namespace, none where enableServiceLinks is false, the API server’s always', () => {
  const services = [
    {
      name: 'my-db',
      clusterIP: '10.0.0.9',
      ports: [
        { name: 'sql', port: 5432 },
        { name: 'dns-x', port: 53, protocol: 'UDP' },
      ],
    },
    { name: 'other', namespace: 'elsewhere', clusterIP: '10.0.0.10', ports: [{ port: 1 }] },
    { name: 'headless', clusterIP: 'None', ports: [{ port: 1 }] },
    { name: 'six', clusterIP: 'fd00::1', ports: [{ port: 80 }] },
  ];
  expect(variables({}, { services })).toEqual({
    MY_DB_SERVICE_HOST: '10.0.0.9',
    MY_DB_SERVICE_PORT: '5432',
    MY_DB_SERVICE_PORT_SQL: '5432',
    MY_DB_SERVICE_PORT_DNS_X: '53',
    MY_DB_PORT: 'tcp://10.0.0.9:5432',
    MY_DB_PORT_5432_TCP: 'tcp://10.0.0.9:5432',
    MY_DB_PORT_5432_TCP_PROTO: 'tcp',
    MY_DB_PORT_5432_TCP_PORT: '5432',
    MY_DB_PORT_5432_TCP_ADDR: '10.0.0.9',
    MY_DB_PORT_53_UDP: 'udp://10.0.0.9:53',
    MY_DB_PORT_53_UDP_PROTO: 'udp',
    MY_DB_PORT_53_UDP_PORT: '53',
    MY_DB_PORT_53_UDP_ADDR: '10.0.0.9',
    SIX_SERVICE_HOST: 'fd00::1',
    SIX_SERVICE_PORT: '80',
    SIX_PORT: 'tcp://[fd00::1]:80',
    SIX_PORT_80_TCP: 'tcp://[fd00::1]:80',
    SIX_PORT_80_TCP_PROTO: 'tcp',
    SIX_PORT_80_TCP_PORT: '80',
    SIX_PORT_80_TCP_ADDR: 'fd00::1',
  });
  const pod = { spec: { containers: [], enableServiceLinks: false } };
  expect(variables({}, { services, pod })).toEqual({});
  expect(configured({}, { services, pod })).toMatchObject({
    env: { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT_HTTPS: '443' },
  });
});

test('§1 what a container states stands over the variables of Services', () => {
  const services = [{ name: 'db', clusterIP: '10.0.0.9', ports: [{ port: 5432 }] }];
  const env = [{ name: 'DB_PORT', value: '5432' }];
  expect(variables({ env }, { services })).toMatchObject({ DB_PORT: '5432', DB_SERVICE_PORT: '5432' });
});

test('what is escaped comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '(', ')', 'A', ' ') });
  fc.assert(fc.property(text, (it) => expand(it.replaceAll('$', '$$$$'), () => 'value') === it));
});
