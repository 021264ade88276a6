/** Jobs that are run before the objects that they need are made. */
import { expect, test } from 'vitest';
import { check, plain, workload } from '../check-text.ts';

const needs = [
  'serviceAccountName: sa',
  'containers: [{name: m, image: m, envFrom: [{configMapRef: {name: cm}}, {secretRef: {name: cm, optional: true}}]}]',
  'volumes: [{name: s, secret: {secretName: s}}]',
];

const job = (annotations: string, pod: readonly string[] = needs) =>
  `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {${annotations}}}
spec:
  template:
    spec:
      restartPolicy: Never
${pod.map((line) => `      ${line}\n`).join('')}`;

const object = (kind: string, name: string, annotations = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, annotations: {${annotations}}}\n`;

const objects = (annotations = '') => [
  object('ConfigMap', 'cm', annotations),
  object('Secret', 's', annotations),
  object('ServiceAccount', 'sa', annotations),
];

const found = (...texts: readonly string[]) =>
  check(plain, workload(), ...texts)
    .findings.filter(({ rule }) => rule === 'hook/made-after')
    .map(({ object: at, path, message }) => `${at} ${path.replace('spec.template.spec.', '')} ${message}`);

const preInstall = 'helm.sh/hook: "pre-install,pre-upgrade"';

test.each([
  [preInstall, 'Helm runs it before it installs'],
  ['argocd.argoproj.io/hook: PreSync', 'Argo CD runs it before it syncs'],
])('%s', (annotation, says) => {
  const then = 'after that: its pod does not start, and the first install hangs';
  expect(found(job(annotation), ...objects())).toEqual([
    `Job migrate serviceAccountName ${says}, and makes ServiceAccount sa ${then}`,
    `Job migrate containers[0].envFrom[0].configMapRef ${says}, and makes ConfigMap cm ${then}`,
    `Job migrate volumes[0].secret ${says}, and makes Secret s ${then}`,
  ]);
});

test.each([
  ['hooks of a smaller weight', `${preInstall}, helm.sh/hook-weight: "-5"`, 0],
  ['hooks of the same weight, which Helm makes by their kinds', preInstall, 0],
  ['hooks of a greater weight', `${preInstall}, helm.sh/hook-weight: "5"`, 3],
  ['hooks of another time', 'helm.sh/hook: post-install', 3],
])('what it needs are %s', (_, annotations, count) => {
  expect(found(job(preInstall), ...objects(annotations))).toHaveLength(count);
});

test.each([
  ['Helm runs first', preInstall, 0],
  ['Helm runs last', 'helm.sh/hook: post-install', 3],
  ['Argo CD, which asks no other then, runs last', `${preInstall}, argocd.argoproj.io/hook: PostSync`, 3],
])('for Argo CD hooks of Helm are its own: what it needs are those that %s', (_, annotations, count) => {
  const both = job('argocd.argoproj.io/hook: PreSync');
  expect(found(both, ...objects(annotations))).toHaveLength(count);
});

test.each([
  ['is run after all is there', job('helm.sh/hook: "post-install,pre-upgrade"'), objects()],
  ['is no hook', job(''), objects()],
  ['needs what is elsewhere', job(preInstall), []],
  [
    'needs nothing',
    job(preInstall, ['serviceAccountName: default', 'containers: [{name: m, image: m}]']),
    [object('ServiceAccount', 'default')],
  ],
])('nothing is found of one that %s', (_, text, beside) => {
  expect(found(text, ...beside)).toEqual([]);
});
