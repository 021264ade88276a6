/** Budgets, policies and constraints that select no pods. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const budget = (name: string, selector: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${name}}
spec: {maxUnavailable: 1, selector: {${selector}}}
`;
const found = (...texts: string[]) =>
  check(plain, workload(), ...texts).findings.map(({ rule, object, path }) => `${rule} ${object} ${path}`);

test.each(['web', 'web-pdb', 'rel-web'])('a mistyped label of %s is told', (name) => {
  const told = [`replicas/budget-without-pods PodDisruptionBudget ${name} spec.selector`];
  expect(found(budget(name, 'matchLabels: {app: wbe}'))).toEqual(told);
});

test.each([
  ['it selects the pods', [budget('web', 'matchLabels: {app: web}')]],
  [
    'another one is for them',
    [budget('web-pdb', 'matchLabels: {app: wbe}'), budget('web', 'matchLabels: {app: web}')],
  ],
  ['it selects others of the set', [budget('web-db', 'matchLabels: {app: db}'), workload([], [], 'db')]],
  ['it is called by what it selects', [budget('web-db', 'matchLabels: {app: db}')]],
  ['its name is another', [budget('cobweb', 'matchLabels: {app: wbe}')]],
  ['it asks for labels that the pods have none of', [budget('web-cache', 'matchLabels: {redis: cache}')]],
])('%s', (_, texts) => {
  expect(found(...texts)).toEqual([]);
});

const policy = (name: string, selector: string, rules = '') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {podSelector: {${selector}}${rules}}
`;

test.each(['web', 'web-policy'])('a mistyped label of the network policy %s is told', (name) => {
  const told = [`ports/policy-without-pods NetworkPolicy ${name} spec.podSelector`];
  const denied = policy('deny-all', '', ', policyTypes: [Egress]');
  expect(found(policy(name, 'matchLabels: {app: wbe}'), denied)).toEqual(told);
});

test.each([
  ['it selects the pods', 'web', 'matchLabels: {app: web}', ''],
  ['it is called by what it selects', 'web-db', 'matchLabels: {app: db}', ''],
  ['its name ends with the service', 'allow-web', 'matchLabels: {app: db}', ''],
  ['one of its labels is in its name', 'web-db', 'matchLabels: {app: store, tier: db}', ''],
  [
    'it lets the pods in to others',
    'web-to-postgres',
    'matchLabels: {app: pg}',
    ', ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]',
  ],
])('of a network policy: %s', (_, name, selector, rules) => {
  expect(found(policy(name, selector, rules))).toEqual([]);
});

test('nor of pods that a custom resource makes', () => {
  const cluster = 'apiVersion: example.com/v1\nkind: Cache\nmetadata: {name: store}\nspec: {}\n';
  expect(found(policy('web-cache', 'matchLabels: {app: store}'))).toHaveLength(1);
  expect(found(policy('web-cache', 'matchLabels: {app: store}'), cluster)).toEqual([]);
});
