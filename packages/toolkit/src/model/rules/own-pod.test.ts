import { expect, test } from 'vitest';
import { formatProblem, readManifestText } from '../index.ts';

const problemsOf = (kind: string, spec: string) =>
  readManifestText(
    `apiVersion: ${kind.replace(' ', '\nkind: ')}\nmetadata: {name: a}\nspec: ${spec}\n`,
    'f.yaml',
  ).problems.map((problem) => formatProblem(problem).replace(/^f.yaml:\d+:\d+: /, ''));
const selector = 'selector: {matchLabels: {a: a}}';
const template = (pod: string, image = 'image: a') =>
  `template: {metadata: {labels: {a: a}}, spec: {containers: [{name: a, ${image}}]${pod}}}`;

test.each([
  ['batch/v1 Job', (pod: string) => `{${template(pod)}}`, 'spec.template.spec'],
  [
    'batch/v1 CronJob',
    (pod: string) => `{schedule: "* * * * *", jobTemplate: {spec: {${template(pod)}}}}`,
    'spec.jobTemplate.spec.template.spec',
  ],
])('the pods of a %s are not restarted after they have succeeded', (kind, spec, path) => {
  const name = kind.split(' ')[1];
  for (const pod of ['', ', restartPolicy: Always', ', restartPolicy: ""'])
    expect(problemsOf(kind, spec(pod))).toEqual([
      `${path}.restartPolicy: pods of a ${name} come to an end: OnFailure or Never has to be stated`,
    ]);
  for (const policy of ['OnFailure', 'Never'])
    expect(problemsOf(kind, spec(`, restartPolicy: ${policy}`))).toEqual([]);
});

test.each(['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'])('the pods of a %s are', (kind) => {
  const of = (pod: string) => problemsOf(`apps/v1 ${kind}`, `{${selector}, ${template(pod)}}`);
  expect(of('')).toEqual([]);
  expect(of(', restartPolicy: OnFailure')).toEqual([
    `spec.template.spec.restartPolicy: pods of a ${kind} are always restarted: only Always is taken`,
  ]);
});

test.each([
  ['apps/v1 DaemonSet', `{${selector}, ${template('', '')}}`],
  ['apps/v1 ReplicaSet', `{${selector}, ${template('', '')}}`],
  [
    'batch/v1 CronJob',
    `{schedule: "* * * * *", jobTemplate: {spec: {${template(', restartPolicy: Never', '')}}}}`,
  ],
])('the pod of a %s is held to the rules of pods', (kind, spec) => {
  expect(problemsOf(kind, spec)).toEqual([
    expect.stringContaining('spec.containers[0].image: a container has'),
  ]);
});

test.each([
  [
    'apps/v1 ReplicaSet',
    '{selector: {matchExpressions: [{key: a, operator: DoesNotExist}]}}',
    'template.spec',
  ],
  ['apps/v1 Deployment', `{${selector}, template: {metadata: {labels: {a: a}}}}`, 'template.spec'],
  ['batch/v1 CronJob', '{schedule: "@daily", jobTemplate: {}}', 'jobTemplate.spec.template.spec'],
])('a %s without a pod is refused', (kind, spec, path) => {
  expect(problemsOf(kind, spec)).toEqual([`spec.${path}: a pod has at least one container`]);
});

test('a CronJob runs by a schedule', () => {
  const of = (schedule: string) =>
    problemsOf(
      'batch/v1 CronJob',
      `{schedule: "${schedule}", jobTemplate: {spec: {${template(', restartPolicy: Never')}}}}`,
    );
  for (const schedule of ['not a cron', '', '* * * *', '0 0 * * * *'])
    expect(of(schedule)).toEqual([expect.stringContaining('spec.schedule: it has five fields')]);
  expect(of('CRON_TZ=UTC 0 0 * * *')).toEqual([expect.stringContaining('field timeZone')]);
  expect(of('*/0 * * * *')).toEqual([expect.stringContaining('the step of */0 is not a number above 0')]);
  expect(of('99/5 * * * *')).toEqual([expect.stringContaining('99/5 is no minute: it is from 0 to 59')]);
  for (const schedule of ['*/5 0-3 1,2 JAN ?', '@daily', '@every 1h', ' 0  0 * * * '])
    expect(of(schedule)).toEqual([]);
});

test('a StatefulSet writes over the hostname of its pods, and only there it may be anything', () => {
  const of = (kind: string) => problemsOf(`apps/v1 ${kind}`, `{${selector}, ${template(', hostname: a.b')}}`);
  expect(of('StatefulSet')).toEqual([]);
  expect(of('Deployment')).toEqual([expect.stringContaining('spec.hostname: it must be a DNS label')]);
});
