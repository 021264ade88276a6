/** A service that runs as several workloads: in several namespaces, by colours, beside a worker. */
import { expect, test } from 'vitest';
import type { ServiceContract } from '@seaworthy/contract';
import { check, plain, workload } from '../check-text.ts';

const wrong = 'command: [node, other.js]';
const inNamespace = (namespace: string, text: string) =>
  text.replace(/metadata: \{(name: [\w-]+)\}/, `metadata: {$1, namespace: ${namespace}}`);
const named = (name: string, ...container: string[]) =>
  workload(container).replace('{name: web}', `{name: ${name}}`);
const object = (apiVersion: string, kind: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n${spec}\n`;

test('the workload of every namespace is checked', () => {
  const texts = [inNamespace('dev', workload()), inNamespace('prod', workload([wrong]))];
  for (const order of [texts, texts.toReversed()])
    expect(check(plain, ...order).rules).toEqual(['container/command']);
});

test('workloads of two colours are checked, and so is one in another namespace whose name has a prefix', () => {
  expect(check(plain, named('web-blue'), named('web-green', wrong)).rules).toEqual(['container/command']);
  const probe = 'livenessProbe: {httpGet: {path: /wrong, port: 8080}}';
  const contract: ServiceContract = { ...plain, probes: { liveness: { port: 'http', path: '/healthz' } } };
  const production = inNamespace('prod', named('prod-web', probe));
  expect(check(contract, inNamespace('dev', workload()), production).rules).toEqual(['probes/liveness-path']);
});

test('beside the workload of the name, one that runs its container with other arguments is another program', () => {
  expect(check(plain, workload(), named('web-worker', wrong)).rules).toEqual([]);
});

test.each([wrong, 'args: [worker]'])('nor is a worker with %s by a prefix, as Helm names it', (start) => {
  const contract: ServiceContract = { ...plain, probes: { readiness: { port: 'http', path: '/' } } };
  const probe = 'readinessProbe: {httpGet: {path: /, port: 8080}}';
  const worker = named('rel-web-worker', start);
  expect(check(contract, named('rel-web', probe), worker).rules).toEqual([]);
  // What is started alike is the service under another name.
  expect(check(contract, named('rel-web', probe), named('rel-web-canary')).rules).toEqual([
    'probes/no-readiness',
  ]);
  // Of a program that another one's name is no part of, nothing says which is which.
  expect(check(contract, named('rel-web-api', probe), worker).rules).toContain('probes/no-readiness');
});

test('where none is called so, and no container, the label of the pods tells', () => {
  const contract: ServiceContract = { ...plain, probes: { readiness: { port: 'http', path: '/' } } };
  const chart = (name: string, label: string, ...container: string[]) =>
    named(name, ...container)
      .replace('- name: web', '- name: main')
      .replaceAll('{app: web}', `{${label}}`);
  const port = 'ports: [{containerPort: 8080}]';
  const worker = chart('rel-web-worker', 'app.kubernetes.io/name: web, part: worker', 'args: [worker]');
  for (const [name, label] of [
    ['rel-web', 'app.kubernetes.io/name: web'],
    ['rel-web-api', 'app: web'],
  ] as const)
    expect(check(contract, chart(name, label, port), worker).findings).toMatchObject([
      { rule: 'probes/no-readiness', object: `Deployment ${name}` },
    ]);
  expect(check(contract, chart('a', 'app: a', port), chart('b', 'app: b')).rules).toEqual([
    'workload/missing',
  ]);
});

const rollout = (text = workload()) =>
  text.replace('apps/v1', 'argoproj.io/v1alpha1').replace('kind: Deployment', 'kind: Rollout');

test('the pods of a Rollout are checked as those of a Deployment, but for what is Argo\u2019s own', () => {
  expect(check(plain, rollout()).problems).toEqual([expect.stringContaining('of a Rollout nothing but')]);
  const { findings } = check(plain, rollout(workload([wrong, 'env: null'])));
  expect(findings).toMatchObject([{ rule: 'container/command', object: 'Rollout web' }]);
  const canary = rollout().replace('spec:', 'spec:\n  replicas: 3\n  strategy: {canary: {steps: []}}');
  const scaler = object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}, metrics: [{type: External}]}',
  );
  expect(check(plain, canary, scaler).rules).toEqual(['replicas/set-beside-autoscaler']);
});

test('a Rollout whose pods do not fit the schema is told, and nothing else of it', () => {
  const { rules, problems } = check(plain, rollout(workload(['ports: 8080'])));
  expect(rules).toEqual([]);
  expect(problems).toEqual([
    expect.stringContaining('containers[0].ports: expected a list'),
    expect.anything(),
  ]);
});

test('one that refers to a Deployment has the pods of that', () => {
  const reference = object(
    'argoproj.io/v1alpha1',
    'Rollout',
    'spec: {workloadRef: {kind: Deployment, name: web}}',
  );
  expect(check(plain, workload([wrong]), reference).rules).toEqual(['container/command']);
  expect(check(plain, reference).rules).toEqual(['workload/missing']);
});

test('a workload is judged by the objects of its namespace', () => {
  const contract: ServiceContract = {
    ...plain,
    config: [{ env: 'WORKERS', type: 'integer', required: true }],
  };
  const workers = (count: string) => object('v1', 'ConfigMap', `data: {WORKERS: "${count}"}`);
  const own = workload(['envFrom: [{configMapRef: {name: web}}]']);
  const dev = [inNamespace('dev', workers('2')), inNamespace('dev', own)];
  expect(check(contract, inNamespace('prod', workers('abc')), ...dev).rules).toEqual([]);
  const both = check(contract, ...dev, inNamespace('prod', workers('abc')), inNamespace('prod', own));
  expect(both.findings.map(({ rule, message }) => `${rule}: ${message.slice(0, 16)}`)).toEqual([
    'configuration/value: WORKERS is "abc"',
  ]);
  // What states no namespace goes where the manifests are applied to.
  expect(check(contract, workers('abc'), inNamespace('dev', own)).rules).toEqual(['configuration/value']);
  expect(check(contract, inNamespace('dev', workers('abc')), own).rules).toEqual(['configuration/value']);
});

test('what two workloads share is told once', () => {
  const contract: ServiceContract = {
    ...plain,
    config: [{ env: 'WORKERS', type: 'integer', required: true }],
  };
  const settings = object('v1', 'ConfigMap', 'data: {WORKERS: abc}');
  const from = 'envFrom: [{configMapRef: {name: web}}]';
  expect(check(contract, settings, named('web-blue', from), named('web-green', from)).rules).toEqual([
    'configuration/value',
  ]);
});

test('a Service that selects one of two colours has endpoints', () => {
  const green = named('web-green').replaceAll('{app: web}', '{app: web, colour: green}');
  const service = object(
    'v1',
    'Service',
    'spec: {selector: {app: web, colour: green}, ports: [{port: 8080}]}',
  );
  expect(check(plain, named('web-blue'), green, service).rules).toEqual([]);
  expect(check(plain, named('web-blue'), service).rules).toEqual(['ports/selector']);
});

test('a budget counts the pods of all workloads that it selects', () => {
  const budget = object(
    'policy/v1',
    'PodDisruptionBudget',
    'spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}',
  );
  expect(check(plain, named('web-blue'), named('web-green'), budget).rules).toEqual([]);
  expect(check(plain, workload(), budget).rules).toEqual(['replicas/budget-blocks']);
});

test('how few pods a scaler that is not read leaves is not known', () => {
  const budget = (minAvailable: string) =>
    object(
      'policy/v1',
      'PodDisruptionBudget',
      `spec: {minAvailable: ${minAvailable}, selector: {matchLabels: {app: web}}}`,
    );
  const scaler = (target: string) =>
    object('keda.sh/v1alpha1', 'ScaledObject', `spec: {scaleTargetRef: {name: ${target}}, triggers: []}`);
  expect(check(plain, workload(), budget('1'), scaler('web')).rules).toEqual([]);
  expect(check(plain, workload(), budget('1'), scaler('other')).rules).toEqual(['replicas/budget-blocks']);
  const none = budget('1').replace('minAvailable: 1', 'maxUnavailable: 0');
  expect(check(plain, workload(), none, scaler('web')).rules).toEqual(['replicas/budget-blocks']);
});

test('a Job may run the migration', () => {
  const contract: ServiceContract = {
    ...plain,
    command: ['node', 'main.js'],
    migrateCommand: ['node', 'main.js', 'migrate'],
  };
  const job = (command: string) =>
    object(
      'batch/v1',
      'Job',
      `spec: {template: {spec: {restartPolicy: Never, containers: [{name: m, image: web, command: ${command}}]}}}`,
    );
  expect(check(contract, workload(), job('[node, main.js, migrate]')).rules).toEqual([]);
  expect(check(contract, workload(), job('[node, main.js, seed]')).rules).toEqual(['container/no-migration']);
});

test('nobody sends requests to a program without ports', () => {
  const worker: ServiceContract = {
    ...plain,
    ports: [],
    shutdown: { gracePeriodSeconds: 30, drainDelaySeconds: 0 },
  };
  expect(check(worker, workload()).rules).toEqual([]);
  expect(check({ ...worker, ports: [{ name: 'admin', port: 9090 }] }, workload()).rules).toEqual([]);
  expect(check({ ...worker, ports: plain.ports }, workload()).rules).toEqual([
    'shutdown/stops-listening-at-once',
  ]);
});

test.each([
  ['lists a port of the contract', 'ports: [{containerPort: 8080}]'],
  ['has a variable of the contract', 'env: [{name: API_TOKEN, value: a}]'],
])('of several containers without the name, the one is taken that %s', (_, field) => {
  const contract: ServiceContract = {
    ...plain,
    probes: { readiness: { port: 'http', path: '/ready' } },
    config: [{ env: 'API_TOKEN', type: 'string', required: false }],
  };
  const pod = workload([field, 'readinessProbe: {httpGet: {path: /ready, port: 8080}}']).replace(
    '- name: web\n',
    '- {name: proxy, image: proxy}\n        - name: app\n',
  );
  expect(check(contract, pod).rules).toEqual([]);
});

test('a workload of a version that is no longer served is not missing, too', () => {
  const old = workload().replace('apps/v1', 'extensions/v1beta1');
  expect(check(plain, old)).toMatchObject({
    rules: [],
    problems: ['f.yaml:1:1: apiVersion: Deployment is served as apps/v1, not as extensions/v1beta1'],
  });
  expect(check(plain, workload().replace('apps/v1', 'apps.kruise.io/v1alpha1')).rules).toEqual([
    'workload/missing',
  ]);
});

test('of pods that another controller runs it is said that they are not read', () => {
  const daemon = workload().replace('Deployment', 'DaemonSet');
  expect(check(plain, daemon).findings).toMatchObject([
    {
      rule: 'workload/missing',
      object: 'DaemonSet web',
      path: 'kind',
      message: 'no Deployment, StatefulSet or Rollout runs web: the pods of a DaemonSet are not read',
    },
  ]);
});
