import { expect, test } from 'vitest';
import { readObjects } from '../yaml/read-objects.ts';
import { formatProblem } from '../problem.ts';
import { fieldsOf, kubernetesVersions, validateObject } from './index.ts';
import { fieldValues } from './values.ts';

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
  ['- 1', /not a map/],
])('%s', (text, message) => {
  expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
});

test('of a variable that another program fills in it is said what to check', () => {
  const fixOf = (replicas: string) => {
    const { objects } = readObjects(
      deployment('image: a').replace('spec:', `spec:\n  replicas: ${replicas}`),
      'f',
    );
    return objects.flatMap((object) => validateObject(object)).map(({ fix }) => fix);
  };
  expect(fixOf('"${replicas:=3}"')).toEqual([expect.stringContaining('flux envsubst')]);
  expect(fixOf('"3"')).toEqual(['Take the quotes away.']);
});

const problemsOfSpec = (kind: string, spec: string) =>
  problemsOf(`apiVersion: ${kind.replace(' ', '\nkind: ')}\nmetadata: {name: a}\nspec: ${spec}`);
const template = 'selector: {matchLabels: {a: a}}, template: {spec: {containers: [{name: a}]}}';

test.each([
  ['apps/v1 Deployment', `{${template}, strategy: {type: Rolling}}`, 'spec.strategy.type', 'Recreate'],
  [
    'apps/v1 StatefulSet',
    `{${template}, updateStrategy: {type: rollingupdate}}`,
    'Strategy.type',
    'OnDelete',
  ],
  ['v1 Pod', '{containers: [{name: a, imagePullPolicy: always}]}', 'imagePullPolicy', 'Never'],
  ['v1 Pod', '{containers: [{name: a, ports: [{containerPort: 1, protocol: tcp}]}]}', 'protocol', 'UDP'],
  ['v1 Pod', '{containers: [], restartPolicy: OnSuccess}', 'spec.restartPolicy', 'OnFailure'],
  ['v1 Pod', '{containers: [], dnsPolicy: Foo}', 'spec.dnsPolicy', 'ClusterFirst'],
  [
    'v1 Pod',
    '{containers: [{name: a, startupProbe: {httpGet: {port: 1, scheme: https}}}]}',
    'httpGet.scheme',
    'HTTPS',
  ],
  [
    'v1 Pod',
    '{containers: [], topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: Foo}]}',
    'topologySpreadConstraints[0].whenUnsatisfiable',
    'DoNotSchedule',
  ],
  ['v1 Service', '{type: Loadbalancer}', 'spec.type', 'LoadBalancer'],
  ['networking.k8s.io/v1 NetworkPolicy', '{policyTypes: [Ingress, egress]}', 'policyTypes[1]', 'Egress'],
  [
    'policy/v1 PodDisruptionBudget',
    '{selector: {matchExpressions: [{key: a, operator: in, values: [a]}]}}',
    'matchExpressions[0].operator',
    'NotIn',
  ],
  [
    'autoscaling/v2 HorizontalPodAutoscaler',
    '{maxReplicas: 1, scaleTargetRef: {kind: a, name: a}, metrics: [{type: Resource, resource: {name: cpu, target: {type: utilization}}}]}',
    'resource.target.type',
    'Utilization',
  ],
])('%s %s is told what %s takes', (kind, spec, path, value) => {
  const problems = problemsOfSpec(kind, spec);
  expect(problems).toEqual([expect.stringContaining(`${path}: expected one of `)]);
  expect(problems[0]).toContain(value);
});

test('a text that is empty stands for the default', () => {
  expect(problemsOfSpec('v1 Service', '{type: "", sessionAffinity: None}')).toEqual([]);
});

test('each field whose values are listed is one of the schema', () => {
  const unknown = Object.entries(fieldValues).flatMap(([type, fields]) =>
    Object.keys(fields).filter((field) => fieldsOf(type)?.[field]?.type !== 'string'),
  );
  expect(unknown).toEqual([]);
});
