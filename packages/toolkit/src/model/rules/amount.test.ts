import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const problemsOf = (kind: string, spec: string) =>
  readManifestText(
    `apiVersion: ${kind.replace(' ', '\nkind: ')}\nmetadata: {name: a}\nspec: {${spec}}\n`,
    'f.yaml',
  ).problems.map((problem) => formatProblem(problem).replace(/^f.yaml:\d+:\d+: /, ''));

test.each([
  ['minAvailable: 1, maxUnavailable: 1', 'spec.maxUnavailable: a budget has either'],
  ['minAvailable: 150%', 'spec.minAvailable: it may not be more than 100 %'],
  ['minAvailable: half', 'spec.minAvailable: it is a number of pods'],
  ['maxUnavailable: "1"', 'spec.maxUnavailable: it is a number of pods'],
  ['maxUnavailable: 0.5%', 'spec.maxUnavailable: it is a number of pods'],
  ['maxUnavailable: -1', 'spec.maxUnavailable: it may not be negative'],
])('a PodDisruptionBudget with %s is refused', (spec, problem) => {
  expect(problemsOf('policy/v1 PodDisruptionBudget', spec)).toEqual([expect.stringContaining(problem)]);
});

test('a PodDisruptionBudget takes a number or a share', () => {
  for (const spec of ['minAvailable: 0', 'maxUnavailable: 100%', 'minAvailable: 2', 'selector: {}'])
    expect(problemsOf('policy/v1 PodDisruptionBudget', spec)).toEqual([]);
});

test.each([
  ['minReplicas: 5, maxReplicas: 3', 'spec.maxReplicas: it may not be below minReplicas, which is 5'],
  ['maxReplicas: 0', 'spec.maxReplicas: it must be above 0'],
  ['minReplicas: -1, maxReplicas: 3', 'spec.minReplicas: it may not be negative'],
])('a HorizontalPodAutoscaler with %s is refused', (bounds, problem) => {
  const target = 'scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}';
  for (const version of ['v1', 'v2'])
    expect(problemsOf(`autoscaling/${version} HorizontalPodAutoscaler`, `${bounds}, ${target}`)).toEqual([
      expect.stringContaining(problem),
    ]);
});

const selector = 'selector: {matchLabels: {a: a}}';
const template = 'template: {metadata: {labels: {a: a}}, spec: {containers: [{name: a, image: a}]}}';

test.each([
  ['strategy: {rollingUpdate: {maxSurge: "1"}}', 'rollingUpdate.maxSurge: it is a number of pods'],
  ['strategy: {rollingUpdate: {maxUnavailable: -1}}', 'rollingUpdate.maxUnavailable: it may not be negative'],
  [
    'progressDeadlineSeconds: 10, minReadySeconds: 10',
    'spec.progressDeadlineSeconds: it is 10, and must be above',
  ],
  ['minReadySeconds: 600', 'spec.progressDeadlineSeconds: it is 600, and must be above'],
])('a Deployment with %s is refused', (spec, problem) => {
  expect(problemsOf('apps/v1 Deployment', `${selector}, ${template}, ${spec}`)).toEqual([
    expect.stringContaining(problem),
  ]);
});

test.each([
  ['{rollingUpdate: {partition: -1}}', 'rollingUpdate.partition: it may not be negative'],
  ['{rollingUpdate: {maxUnavailable: 0}}', 'rollingUpdate.maxUnavailable: it may not be 0'],
  ['{rollingUpdate: {maxUnavailable: 200%}}', 'rollingUpdate.maxUnavailable: it may not be more than 100 %'],
  [
    '{type: OnDelete, rollingUpdate: {partition: 1}}',
    'rollingUpdate: it is not taken with the strategy OnDelete',
  ],
])('a StatefulSet with the updateStrategy %s is refused', (strategy, problem) => {
  const spec = `${selector}, ${template}, updateStrategy: ${strategy}`;
  expect(problemsOf('apps/v1 StatefulSet', spec)).toEqual([expect.stringContaining(problem)]);
});

test('a surge may be of more than all pods', () => {
  const spec = 'strategy: {rollingUpdate: {maxSurge: 200%, maxUnavailable: 0}}, minReadySeconds: 599';
  expect(problemsOf('apps/v1 Deployment', `${selector}, ${template}, ${spec}`)).toEqual([]);
});

test('a selector is for its own pods by its expressions too', () => {
  const of = (expression: string) =>
    problemsOf('apps/v1 Deployment', `selector: {matchExpressions: [${expression}]}, ${template}`);
  for (const expression of [
    'operator: In, values: [b]',
    'operator: NotIn, values: [a]',
    'operator: DoesNotExist',
  ])
    expect(of(`{key: a, ${expression}}`)).toEqual([
      expect.stringContaining(
        'spec.selector.matchExpressions[0]: its own pods are not among those: their label a is a',
      ),
    ]);
  for (const expression of [
    '{key: a, operator: In, values: [b, a]}',
    '{key: b, operator: NotIn, values: [a]}',
    '{key: a, operator: Exists}',
    '{key: b, operator: DoesNotExist}',
  ])
    expect(of(expression)).toEqual([]);
});
