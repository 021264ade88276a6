/** Constraints of spread that count no pods. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const spread = (selector: string) =>
  workload(
    [],
    [
      `topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway${selector}}]`,
    ],
  );
const found = (...texts: string[]) =>
  check(plain, ...texts).findings.map(
    ({ rule, path }) => `${rule} ${path.replace('spec.template.spec.', '')}`,
  );
const told = ['replicas/not-spread topologySpreadConstraints[0].labelSelector'];

test.each([
  ['', told],
  [', labelSelector: {matchLabels: {app: wbe}}', told],
  [', labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}', told],
  [', labelSelector: {}', []],
  [', labelSelector: {matchLabels: {app: web}}', []],
  [', labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [pod-template-hash]', []],
])('a constraint counts the pods that state it: {%s}', (selector, expected) => {
  expect(found(spread(selector))).toEqual(expected);
});

test('or others of the set, beside which they are to be spread', () => {
  expect(found(spread(', labelSelector: {matchLabels: {app: db}}'), workload([], [], 'db'))).toEqual([]);
});
