/** Where the figures of manifests begin to contradict what they are for. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

test.each([
  [6, 'shutdown/no-time-for-work'],
  [7, 'shutdown/killed-early'],
  [29, 'shutdown/killed-early'],
  [30, undefined],
])('a grace period of %d s, of which 5 s are for the drain: %s', (seconds, rule) => {
  const { rules } = check(plain, workload([], [`terminationGracePeriodSeconds: ${seconds}`]));
  expect(rules).toEqual(rule === undefined ? [] : [rule]);
});

test.each([
  ['GRACE_PERIOD', '20s', undefined],
  ['GRACE_PERIOD', '30', undefined],
  ['GRACE_PERIOD', '31', 'shutdown/killed-early'],
  ['GRACE_PERIOD', '1m', 'shutdown/killed-early'],
  ['GRACE_PERIOD', '0.5m1s', 'shutdown/killed-early'],
  ['GRACE_PERIOD', '30500ms', 'shutdown/killed-early'],
  ['GRACE_PERIOD', '29500ms', undefined],
  ['DRAIN_DELAY', '28s', undefined],
  ['DRAIN_DELAY', '29s', 'shutdown/no-time-for-work'],
  ['DRAIN_DELAY', 'soon', undefined],
])('our runtime may be told of 30 s by SEAWORTHY_%s=%s: %s', (name, value, rule) => {
  const told = workload([`env: [{name: SEAWORTHY_${name}, value: "${value}"}]`]);
  const { rules } = check({ ...plain, runtime: '@seaworthy/runtime 0.1.0' }, told);
  expect(rules).toEqual(rule === undefined ? [] : [rule]);
  const foreign = check(plain, told).rules;
  expect(foreign.filter((it) => it.startsWith('shutdown'))).toEqual([]);
});

test('a preStop that our runtime is told of is no part of what it counts on', () => {
  const preStop = 'lifecycle: {preStop: {sleep: {seconds: 10}}}';
  const contract = { ...plain, runtime: '@seaworthy/runtime 0.1.0' };
  expect(check(contract, workload([preStop])).findings).toMatchObject([
    {
      rule: 'shutdown/killed-early',
      fix: 'Set terminationGracePeriodSeconds to 40, or SEAWORTHY_GRACE_PERIOD to 30s and SEAWORTHY_PRE_STOP to 10s.',
    },
  ]);
  const told = [preStop, 'env: [{name: SEAWORTHY_PRE_STOP, value: 10s}]'];
  expect(check(contract, workload(told)).rules).toEqual([]);
});

const checked = (limit: string, name: string, value: string) =>
  check(plain, workload([`resources: {limits: {${limit}}}`, `env: [{name: ${name}, value: "${value}"}]`]));
const limited = (...facts: Parameters<typeof checked>) => checked(...facts).rules;

test.each([
  ['GOMEMLIMIT', '95MiB', '96MiB', '90MiB'],
  ['NODE_OPTIONS', '--max-old-space-size=90', '--max-old-space-size=91', '--max-old-space-size=75'],
])('of 100Mi %s may be %s, and not %s', (name, value, more, fix) => {
  expect(limited('memory: 100Mi', name, value)).toEqual([]);
  const { findings } = checked('memory: 100Mi', name, more);
  expect(findings).toMatchObject([{ rule: 'resources/memory-setting', fix: `Set it to ${fix}.` }]);
});

test.each([
  ['100Mi', []],
  ['101Mi', ['resources/memory-setting']],
  ['100%', []],
  ['1', []],
])('of 100Mi our runtime may be told %s as its soft limit, or not', (value, rules) => {
  const contract = { ...plain, runtime: '@seaworthy/runtime 0.1.0' };
  const env = `env: [{name: SEAWORTHY_MEMORY_SOFT_LIMIT, value: "${value}"}]`;
  expect(check(contract, workload(['resources: {limits: {memory: 100Mi}}', env])).rules).toEqual(rules);
});

test('as many threads as the CPU limit rounded up are not too many', () => {
  expect(limited('cpu: 1500m', 'GOMAXPROCS', '2')).toEqual([]);
  expect(limited('cpu: 1500m', 'GOMAXPROCS', '3')).toEqual(['resources/gomaxprocs']);
});

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 9
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
`;
const budget = (bound: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, ${bound}}
`;

test.each([
  ['minAvailable: 2', []],
  ['minAvailable: 3', ['replicas/budget-blocks']],
  ['minAvailable: 66%', []],
  ['minAvailable: 67%', ['replicas/budget-blocks']],
  ['maxUnavailable: 0', ['replicas/budget-blocks']],
  ['maxUnavailable: 0%', ['replicas/budget-blocks']],
  ['maxUnavailable: 1%', []],
])('a budget of %s, of at least 3 replicas', (bound, rules) => {
  const requested = workload(['resources: {requests: {cpu: 100m}}']);
  expect(check(plain, requested, autoscaler, budget(bound)).rules).toEqual(rules);
});

test.each([
  ['{matchExpressions: [{key: app, operator: In, values: [web, api]}]}', ['replicas/budget-blocks']],
  ['{matchLabels: {app: web}, matchExpressions: [{key: app, operator: Exists}]}', ['replicas/budget-blocks']],
  ['{matchLabels: {app: web}, matchExpressions: [{key: app, operator: DoesNotExist}]}', []],
  ['{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}', []],
  ['{}', ['replicas/budget-blocks']],
])('a budget whose selector is %s', (selector, rules) => {
  const text = budget('minAvailable: 9').replace('{matchLabels: {app: web}}', selector);
  expect(check(plain, workload(), text).rules).toEqual(rules);
});

test('of several workloads a budget is for the pods that it selects', () => {
  const other = workload([], [], 'db').replace('spec:', 'spec:\n  replicas: 9');
  const { rules } = check(plain, workload(), other, budget('minAvailable: 1'));
  expect(rules).toEqual(['replicas/budget-blocks']);
});

test('a budget for other pods is none of ours, unless it is called so', () => {
  const other = budget('minAvailable: 9').replace('app: web', 'app: other');
  expect(check(plain, workload(), other).rules).toEqual(['replicas/budget-without-pods']);
  expect(check(plain, workload(), other.replace('name: web', 'name: other')).rules).toEqual([]);
});

test('an autoscaler has its share of a limit where no request is stated, for that is the request then', () => {
  expect(check(plain, workload(['resources: {limits: {cpu: 100m}}']), autoscaler).rules).toEqual([]);
  expect(check(plain, workload(), autoscaler).rules).toEqual(['replicas/no-request']);
});
