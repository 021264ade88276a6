/** What an autoscaler needs of the pods that it scales. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const scaler = (metrics: string, metadata = '{name: web}') => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: ${metadata}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 9
  ${metrics}
`;
const target = 'target: {type: Utilization, averageUtilization: 70}';
const cpu = scaler(`metrics: [{type: Resource, resource: {name: cpu, ${target}}}]`);
const ofContainer = (name: string) =>
  scaler(
    `metrics: [{type: ContainerResource, containerResource: {container: ${name}, name: cpu, ${target}}}]`,
  );
const requests = 'resources: {requests: {cpu: 100m}}';
const sidecar = (fields = '') => `initContainers: [{name: side, image: p, restartPolicy: Always${fields}}]`;
const found = (...texts: string[]) =>
  check(plain, ...texts).findings.map(
    ({ rule, path }) => `${rule} ${path.replace('spec.template.spec.', '')}`,
  );

test('each container of the pod has a request, native sidecars too', () => {
  expect(found(workload([requests], [sidecar()]), cpu)).toEqual([
    'replicas/no-request initContainers[0].resources',
  ]);
  expect(found(workload([requests], [sidecar(', resources: {limits: {cpu: 1}}')]), cpu)).toEqual([]);
  expect(found(workload([requests], ['initContainers: [{name: once, image: p}]']), cpu)).toEqual([]);
  const second = workload([requests]).replace(/$/, '        - {name: side, image: p}\n');
  expect(found(second, cpu)).toEqual(['replicas/no-request containers[1].resources']);
});

test('of one container only its own request counts', () => {
  const pod = workload([requests], [sidecar()]);
  expect(found(pod, ofContainer('web'))).toEqual([]);
  expect(found(pod, ofContainer('side'))).toEqual(['replicas/no-request initContainers[0].resources']);
  expect(found(workload([], ['resources: {requests: {cpu: 1}}']), ofContainer('web'))).toEqual([
    'replicas/no-request containers[0].resources',
  ]);
});

test('without metrics the share of the CPU is looked at', () => {
  expect(found(workload(), scaler(''))).toEqual(['replicas/no-request containers[0].resources']);
  expect(found(workload([requests]), scaler(''))).toEqual([]);
  // Those of autoscaling/v1 are in an annotation, which is not read.
  const metadata = "{name: web, annotations: {autoscaling.alpha.kubernetes.io/metrics: '[]'}}";
  expect(found(workload(), scaler('', metadata))).toEqual([]);
});

test.each([
  ['a request of the whole pod', workload([], ['resources: {requests: {cpu: 1}}']), ''],
  [
    'a default of the namespace',
    workload(),
    'apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}\n',
  ],
  [
    'a recommendation',
    workload(),
    'apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: v}\nspec: {}\n',
  ],
])('%s is one', (_, pod, other) => {
  expect(found(pod, cpu, other)).toEqual([]);
});

test('a default of another resource is none', () => {
  const range =
    'apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, defaultRequest: {memory: 1Gi}}]}\n';
  expect(found(workload(), cpu, range)).toEqual(['replicas/no-request containers[0].resources']);
  const foreign =
    'apiVersion: example.com/v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: {cpu: 1}}\n';
  expect(found(workload(), cpu, foreign)).toEqual(['replicas/no-request containers[0].resources']);
});

test.each(['minAvailable: 1', 'maxUnavailable: 50%', 'maxUnavailable: 0'])(
  'of a workload that is scaled away a budget of %s keeps no node',
  (bound) => {
    const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, ${bound}}
`;
    const asleep = workload().replace('spec:', 'spec:\n  replicas: 0');
    expect(found(asleep, budget)).toEqual([]);
  },
);

test('of two autoscalers, and of two budgets, for the same pods one is too many', () => {
  const pod = workload([requests]);
  const second = (text: string) => text.replace('name: web', 'name: more');
  expect(found(pod, cpu, second(cpu))).toEqual(['replicas/several-autoscalers spec.scaleTargetRef']);
  const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, maxUnavailable: 1}
`;
  expect(found(pod, budget, second(budget))).toEqual(['replicas/several-budgets spec.selector']);
  expect(found(pod, budget, second(budget).replace('app: web', 'app: db'))).toEqual([]);
  // One that stands twice is one, which is told by itself.
  expect(found(pod, budget, budget)).toEqual([]);
});

test('replicas are set back under an autoscaler of another kind, too', () => {
  const keda = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec: {scaleTargetRef: {name: web}, triggers: []}
`;
  const three = workload().replace('spec:', 'spec:\n  replicas: 3');
  expect(found(three, keda)).toEqual(['replicas/set-beside-autoscaler spec.replicas']);
  expect(found(workload(), keda)).toEqual([]);
  expect(found(three, keda.replace('{name: web}, tr', '{name: other}, tr'))).toEqual([]);
  expect(found(three, keda.replace('{name: web}, tr', '{name: web, kind: StatefulSet}, tr'))).toEqual([]);
});

test('an autoscaler of the workload\u2019s name is for what is there', () => {
  const pod = workload([requests]);
  const stale = cpu.replace('kind: Deployment', 'kind: StatefulSet');
  expect(found(pod, stale)).toEqual(['replicas/no-target spec.scaleTargetRef']);
  // What one of another name is for may be elsewhere.
  expect(found(pod, stale.replace('metadata: {name: web}', 'metadata: {name: other}'))).toEqual([]);
  const rollout = cpu.replace('apps/v1, kind: Deployment', 'argoproj.io/v1alpha1, kind: Rollout');
  const there = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\nspec: {}\n';
  expect(found(pod, rollout, there)).toEqual([]);
});

test('or begins with it, where it is called by nothing else, and no other one is for the workload', () => {
  const pod = workload([requests]);
  const named = (name: string, target: string) =>
    cpu
      .replace('metadata: {name: web}', `metadata: {name: ${name}}`)
      .replace('Deployment, name: web', `Deployment, name: ${target}`);
  for (const target of ['wbe', 'web-deployment'])
    expect(found(pod, named('web-hpa', target))).toEqual(['replicas/no-target spec.scaleTargetRef']);
  expect(found(pod, named('web-worker', 'web-worker'))).toEqual([]);
  expect(found(pod, named('web-worker-hpa', 'web-worker'))).toEqual([]);
  expect(found(pod, named('web-cart-hpa', 'cart'))).toEqual([]);
  expect(found(pod, named('web-hpa', 'wbe'), named('web', 'web'))).toEqual([]);
  expect(found(pod, named('webs', 'wbe'))).toEqual([]);
});

test('an autoscaler finds its target by the API group, whatever the version', () => {
  const pod = workload([requests]);
  const named = (apiVersion: string) =>
    found(pod, cpu.replace('apiVersion: apps/v1, kind', `${apiVersion}kind`));
  expect(named('apiVersion: apps/v1beta2, ')).toEqual([]);
  expect(named('apiVersion: extensions/v1beta1, ')).toEqual(['replicas/no-target spec.scaleTargetRef']);
  const rollout = pod.replace('apps/v1', 'argoproj.io/v1alpha1').replace('kind: Deployment', 'kind: Rollout');
  const scaled = cpu.replace('kind: Deployment', 'kind: Rollout');
  expect(found(rollout, scaled)).toEqual(['replicas/no-target spec.scaleTargetRef']);
  expect(found(rollout, scaled.replace('apps/v1', 'argoproj.io/v1alpha1'))).toEqual([]);
});

test.each(['', 'apiVersion: v1, ', 'apiVersion: apps, '])(
  'an autoscaler that names no group is told once, by what the API says: {%skind: Deployment}',
  (apiVersion) => {
    const nameless = cpu.replace('apiVersion: apps/v1, kind', `${apiVersion}kind`);
    const { rules, problems } = check(plain, workload([requests]), nameless);
    expect(rules).toEqual([]);
    expect(problems.map((it) => it.replace(/^.*?: /, ''))).toEqual([
      'spec.scaleTargetRef.apiVersion: it names the group of what is scaled, too, and is apps/v1 for a Deployment',
    ]);
  },
);
