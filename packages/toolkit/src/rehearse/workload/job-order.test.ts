import { expect, test } from 'vitest';
import type { ObjectOf } from '../../model/index.ts';
import { isRunAfterPods, jobsOfRollout } from './job-order.ts';

function job(name: string, annotations?: Readonly<Record<string, string>>): ObjectOf<'Job'> {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ...(annotations && { annotations }) },
  };
}
const hook = (moment: string, weight?: string) => ({
  'helm.sh/hook': moment,
  ...(weight !== undefined && { 'helm.sh/hook-weight': weight }),
});

test('hooks of before come first and those of after last, each by its weight; others keep their order', () => {
  const jobs = [
    job('seed', hook('post-install,post-upgrade', '5')),
    job('index', hook('post-install', '-5')),
    job('plain'),
    job('grant', hook('pre-install', '2')),
    job('migrate', hook('pre-install, pre-upgrade', '-1')),
    job('create', hook('pre-install')),
    job('other', {}),
    job('wave', { 'argocd.argoproj.io/hook': 'PreSync', 'argocd.argoproj.io/sync-wave': '1' }),
  ];
  const ordered = jobsOfRollout(jobs);
  expect(ordered.map(({ metadata }) => metadata.name)).toEqual([
    'migrate',
    'create',
    'wave',
    'grant',
    'plain',
    'other',
    'index',
    'seed',
  ]);
  expect(ordered.filter(isRunAfterPods).map(({ metadata }) => metadata.name)).toEqual(['index', 'seed']);
});

test('one that is a hook of before and after is run before', () => {
  expect(isRunAfterPods(job('both', hook('post-upgrade,pre-install')))).toBe(false);
});

test.each([
  [hook('test')],
  [{ 'argocd.argoproj.io/hook': 'PostSync' }],
  [{ ...hook('pre-install'), 'argocd.argoproj.io/hook': 'Skip' }],
])('one that is a hook of another time is none of a rollout: %o', (annotations) => {
  expect(jobsOfRollout([job('other', annotations)])).toEqual([]);
});
