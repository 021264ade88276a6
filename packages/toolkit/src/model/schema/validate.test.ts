import { expect, test } from 'vitest';
import { readObjects } from '../read-objects.ts';
import { formatProblem } from '../problem.ts';
import { kubernetesVersions, validateObject } from './index.ts';

function problemsOf(text: string, versions?: readonly string[]): string[] {
  const { objects, problems } = readObjects(text, 'f.yaml');
  return [...problems, ...objects.flatMap((object) => validateObject(object, versions))].map(formatProblem);
}

const deployment = (container: string, spec = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      ${spec}
      containers:
        - name: shop
          ${container}
`;

test('the supported versions', () => {
  expect(kubernetesVersions).toEqual(['1.34', '1.35', '1.36', '1.37']);
});

test('a valid object has no problem', () => {
  expect(problemsOf(deployment('resources: {limits: {cpu: 1, memory: 400Mi}}'))).toEqual([]);
});

test.each([
  [
    'livenesProbe: {}',
    'f.yaml:12:11: spec.template.spec.containers[0].livenesProbe: unknown field; did you mean livenessProbe?',
  ],
  [
    'ports: [{containerPort: "80"}]',
    'f.yaml:12:20: spec.template.spec.containers[0].ports[0].containerPort: expected an integer, found "80"',
  ],
  [
    'env: [{name: A, value: 1}]',
    'f.yaml:12:27: spec.template.spec.containers[0].env[0].value: expected a text, found 1',
  ],
  ['env: [{value: a}]', 'f.yaml:12:17: spec.template.spec.containers[0].env[0]: name is required'],
  [
    'resources: {limits: {memory: 400mb}}',
    'f.yaml:12:32: spec.template.spec.containers[0].resources.limits.memory: expected a quantity such as 400Mi or 500m, found "400mb"',
  ],
  ['args: serve', 'f.yaml:12:11: spec.template.spec.containers[0].args: expected a list, found "serve"'],
  [
    'lifecycle: [preStop]',
    'f.yaml:12:11: spec.template.spec.containers[0].lifecycle: expected a map, found a list',
  ],
])('%s', (container, message) => {
  expect(problemsOf(deployment(container))).toEqual([message]);
});

test('a field that only newer versions have is told for the older ones', () => {
  const text = deployment('image: shop', 'schedulingGroup: {}');
  expect(problemsOf(text)).toEqual([
    'f.yaml:9:7: spec.template.spec.schedulingGroup: Kubernetes 1.34, 1.35 does not have this field',
  ]);
  expect(problemsOf(text, ['1.36', '1.37'])).toEqual([]);
});

test('a field that some versions had is told for those before and after', () => {
  const text = deployment('image: shop', 'workloadRef: {name: shop, podGroup: web}');
  expect(problemsOf(text)).toEqual([
    'f.yaml:9:7: spec.template.spec.workloadRef: Kubernetes 1.34, 1.36, 1.37 does not have this field',
  ]);
  expect(problemsOf(text, ['1.35'])).toEqual([]);
});

test('null is the same as absent', () => {
  expect(problemsOf(deployment('image: null'))).toEqual([]);
});

test.each([
  [
    'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}',
    /served as apps\/v1, not as extensions/,
  ],
  [
    'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a}',
    /passed on without being read/,
  ],
  ['replicaCount: 3', /neither apiVersion nor kind/],
  ['apiVersion: v1\nkind: Service', /metadata\.name is required/],
  [
    'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: job-}',
    /created anew each time, is passed over/,
  ],
  ['- 1', /not a map/],
])('%s', (text, message) => {
  expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
});
