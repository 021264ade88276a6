import { expect, test } from 'vitest';
import { formatProblem, ofKind, positionOf, readManifestText } from '../../src/model/index.ts';

const autoscaler = (apiVersion: string, target: string) => `apiVersion: ${apiVersion}
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 3
  ${target}
`;

test.each([
  ['batch.volcano.sh/v1alpha1', 'Job', '{tasks: []}'],
  ['apps.kruise.io/v1beta1', 'StatefulSet', '{selector: {}}'],
  ['example.com/v1', 'Pod', '{size: 1}'],
  ['example.com/v1', 'HorizontalPodAutoscaler', '{target: web}'],
  ['example.com/v1', 'Service', '{ports: "80"}'],
  ['example.com/v1', 'Deployment', '{template: {spec: {containers: [{name: A}]}}}'],
] as const)('a resource of %s called %s is passed on unread', (apiVersion, kind, spec) => {
  const { objects, problems } = readManifestText(
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: A_B}\nspec: ${spec}\n`,
    'f.yaml',
  );
  expect(problems.map(formatProblem)).toEqual([
    `f.yaml:2:1: kind: ${apiVersion} ${kind} is passed on without being read`,
  ]);
  expect(objects).toHaveLength(1);
  expect(ofKind(objects, kind)).toEqual([]);
});

test('an autoscaler of autoscaling/v1 is one of v2 with one metric', () => {
  const read = (text: string) => {
    const { objects, problems } = readManifestText(text, 'f.yaml');
    expect(problems).toEqual([]);
    return objects;
  };
  const v1 = read(autoscaler('autoscaling/v1', 'targetCPUUtilizationPercentage: 70'));
  const metric =
    '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}';
  expect(v1).toEqual(read(autoscaler('autoscaling/v2', `metrics: [${metric}]`)));
  expect(ofKind(v1, 'HorizontalPodAutoscaler')).toHaveLength(1);
  expect(positionOf(v1[0] ?? {}, ['spec', 'metrics', 0, 'resource'])).toMatchObject({ line: 7 });
  expect(positionOf(v1[0] ?? {}, ['spec', 'maxReplicas'])).toMatchObject({ line: 6 });
  expect(read(autoscaler('autoscaling/v1', ''))).toEqual(read(autoscaler('autoscaling/v2', '')));
});

test('an autoscaler is held to the schema of its own version', () => {
  const problemsOf = (text: string) => readManifestText(text, 'f.yaml').problems.map(formatProblem);
  expect(problemsOf(autoscaler('autoscaling/v1', 'metrics: []'))).toEqual([
    'f.yaml:7:3: spec.metrics: unknown field',
  ]);
  expect(problemsOf(autoscaler('autoscaling/v2beta2', ''))).toEqual([
    'f.yaml:1:1: apiVersion: HorizontalPodAutoscaler is served as autoscaling/v2, autoscaling/v1, not as autoscaling/v2beta2',
  ]);
});

test('what an API server fills in may be absent, though its documents call it required', () => {
  const problemsOf = (kind: string, rest: string) =>
    readManifestText(`apiVersion: ${kind}\nmetadata: {name: web}\n${rest}\n`, 'f.yaml').problems.map(
      formatProblem,
    );
  const binding = (roleRef: string) =>
    problemsOf('rbac.authorization.k8s.io/v1\nkind: RoleBinding', `roleRef: {${roleRef}}`);
  expect(binding('kind: Role, name: web')).toEqual([]);
  expect(binding('kind: Role')).toEqual(['f.yaml:4:1: roleRef: name is required']);
  const job = (pattern: string) =>
    problemsOf(
      'batch/v1\nkind: Job',
      `spec:
  podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{${pattern}}]}]}
  template: {spec: {restartPolicy: Never, containers: [{name: web, image: web}]}}`,
    );
  expect(job('type: DisruptionTarget')).toEqual([]);
  expect(job('status: "True"')).toEqual([expect.stringContaining('type is required')]);
});
