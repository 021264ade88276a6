/** Names, Services and kinds that the API refuses. */
import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const problemsOf = (text: string) =>
  readManifestText(text, 'f.yaml').problems.map((problem) =>
    formatProblem(problem).replace(/^f.yaml:\d+:\d+: /, ''),
  );
const cronJob = (name: string) => `apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}}
spec:
  schedule: '@daily'
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
`;
const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {${spec}}\n`;

test('the name of a CronJob leaves room for what is added for its Jobs', () => {
  expect(problemsOf(cronJob('a'.repeat(52)))).toEqual([]);
  expect(problemsOf(cronJob('a'.repeat(53)))).toEqual([
    expect.stringContaining('metadata.name: the name of a CronJob is at most 52'),
  ]);
});

test.each([
  ['type: ExternalName', 'spec.externalName: a Service of the type ExternalName has it'],
  ['selector: {app: a b}, ports: [{port: 80}]', 'spec.selector.app: its value is empty or'],
  ['selector: {a b: a}, ports: [{port: 80}]', 'spec.selector["a b"]: its name is'],
])('a Service with %s', (spec, problem) => {
  expect(problemsOf(service(spec))).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'type: ExternalName, externalName: db.example.com',
  'selector: {app.kubernetes.io/name: a, empty: ""}, ports: [{port: 80}]',
])('a Service may have %s', (spec) => {
  expect(problemsOf(service(spec))).toEqual([]);
});

const pod = (fields: string, image = 'a') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {${fields}, containers: [{name: a, image: "${image}"}]}\n`;

test('a pod has time to run, and the name of an image no spaces around it', () => {
  expect(problemsOf(pod('activeDeadlineSeconds: 1'))).toEqual([]);
  expect(problemsOf(pod('activeDeadlineSeconds: 0'))).toEqual([
    'spec.activeDeadlineSeconds: it must be above 0',
  ]);
  for (const image of ['nginx ', ' nginx'])
    expect(problemsOf(pod('activeDeadlineSeconds: 1', image))).toEqual([
      'spec.containers[0].image: it may not begin or end with a space',
    ]);
});

const kind = (apiVersion: string, name: string) =>
  problemsOf(`apiVersion: ${apiVersion}\nkind: ${name}\nmetadata: {name: a}\n`);

test.each([
  ['apps/v1', 'Deploymnet', 'Deployment'],
  ['apps/v1', 'deployment', 'Deployment'],
  ['v1', 'Pods', 'Pod'],
  ['networking.k8s.io/v1', 'NetworkPolicies', 'NetworkPolicy'],
])('%s %s is misspelt', (apiVersion, name, meant) => {
  expect(kind(apiVersion, name)).toEqual([`kind: no version serves it; did you mean ${meant}?`]);
});

test.each([
  ['v1', 'Node'],
  ['v1', 'Event'],
  ['v1', 'PersistentVolume'],
  ['v1', 'ReplicationController'],
  ['v1', 'Template'],
  ['apps/v1', 'ControllerRevision'],
  ['policy/v1', 'Eviction'],
  ['networking.k8s.io/v1', 'IPAddress'],
  ['example.com/v1', 'Deploymnet'],
])('%s %s may be served', (apiVersion, name) => {
  expect(kind(apiVersion, name)).toEqual([expect.stringContaining('is passed on without being read')]);
});

test('a range with an address of its middle is refused by the versions that refuse it, and told with the first', () => {
  const ranges = service(
    'type: LoadBalancer, selector: {a: b}, ports: [{port: 80}], loadBalancerSourceRanges: [10.1.2.3/8]',
  );
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.1.2.3/8, except: [10.9.9.9/16]}}]}]}
`;
  const told = (...versions: string[]) =>
    [ranges, policy].map((text) =>
      readManifestText(text, 'f', versions).problems.map(({ message }) => message),
    );
  const since = (range: string) =>
    `its first address is ${range.split('/')[0]}, so that it is ${range} (refused since Kubernetes 1.36)`;
  expect(told('1.34', '1.35')).toEqual([[], []]);
  expect(told('1.34', '1.37')).toEqual([[since('10.0.0.0/8')], [since('10.0.0.0/8'), since('10.9.0.0/16')]]);
});
