import { expect, test } from 'vitest';
import { readManifestText } from '../index.ts';

const fixesOf = (spec: string) =>
  readManifestText(
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {a: a}}
  ${spec}
`,
    'f',
  ).problems.map(({ path, fix }) => [path?.split('.').at(-1), fix]);
const pod = (fields: string) =>
  `template: {metadata: {labels: {a: a}}, spec: {containers: [{name: a, image: a}], ${fields}}}`;

test.each([
  ['nodeSelector: {a: 8080}', 'a', 'Put it in quotes: without them YAML reads a number.'],
  ['nodeSelector: {a: on}', 'a', expect.stringMatching(/^Put it in quotes: .* true or false/)],
  ['terminationGracePeriodSeconds: "30"', 'terminationGracePeriodSeconds', 'Take the quotes away.'],
  ['hostNetwork: "true"', 'hostNetwork', 'Take the quotes away.'],
  ['hostNetwork: "1"', 'hostNetwork', undefined],
  ['terminationGracePeriodSeconds: 30s', 'terminationGracePeriodSeconds', undefined],
  ['terminationGracePeriodSeconds: true', 'terminationGracePeriodSeconds', undefined],
  ['nodeSelector: {a: [b]}', 'a', undefined],
  ['securityContext: 3', 'securityContext', undefined],
])('what quotes, or their absence, make another type is told so: %s', (fields, path, fix) => {
  expect(fixesOf(pod(fields))).toEqual([[path, fix]]);
});
