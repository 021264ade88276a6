import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const told = (metadata: string) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata: {${metadata}}\nspec: {clusterIP: None}\n`;
  return readManifestText(text, 'f').problems.map(formatProblem);
};

test('what is named when it is created has so much of the text as a name has room for', () => {
  expect(told(`generateName: ${'a'.repeat(100)}`)).toEqual([]);
  expect(told('name: "", generateName: a-')).toEqual([]);
  expect(told('generateName: A-')).toEqual([expect.stringContaining('the name of a Service is a DNS label')]);
});

test.each([
  ['kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: []\n', 'has no metadata'],
  ['apiVersion: 1\ndatasources: []\n', 'it has no kind, and a number for apiVersion'],
  ['replicas: 3\n', 'it has neither apiVersion nor kind'],
])('the settings of a tool are no object, and no fault: %j', (text, reason) => {
  const { objects, problems } = readManifestText(text, 'f');
  expect(objects).toEqual([]);
  expect(problems).toMatchObject([{ kind: 'unsupported', message: expect.stringContaining(reason) }]);
});

test.each([
  'apiVersion: apps/v1\nkind: Deployment\nspec: {}\n',
  'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {}\n',
  'apiVersion: 1\nkind: Deployment\n',
])('an object without a name, or without a version, is a fault: %j', (text) => {
  expect(readManifestText(text, 'f').problems).toMatchObject([{ kind: 'schema' }]);
});
