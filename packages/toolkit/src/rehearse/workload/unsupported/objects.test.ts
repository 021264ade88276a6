import { expect, test } from 'vitest';
import type { KubernetesObject, ObjectOf, Problem } from '../../../model/index.ts';
import { controllerProblems, jobProblems, otherObjectProblems, serviceProblems } from './objects.ts';
import { Scope } from './scope.ts';

type Families = NonNullable<ObjectOf<'Service'>['spec']>;

test.each([
  [{ ipFamilies: ['IPv6'] }, ['spec.ipFamilies']],
  [{ ipFamilyPolicy: 'PreferDualStack' }, ['spec.ipFamilyPolicy']],
  [{ ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' }, ['spec']],
  [{ ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }, []],
] satisfies [Families, string[]][])(
  'a Service that asks for addresses of IPv6 is told that there are none: %j',
  (families, paths) => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: families,
    } satisfies ObjectOf<'Service'>;
    const found: Problem[] = [];
    serviceProblems(service, new Scope(service, found));
    expect(found.map(({ path }) => path)).toEqual(paths);
  },
);

test.each([
  [2, ['spec.updateStrategy.rollingUpdate.maxUnavailable']],
  ['50%', ['spec.updateStrategy.rollingUpdate.maxUnavailable']],
  [1, []],
])(
  'a StatefulSet that lets %j pods be replaced at a time is told that it is one',
  (maxUnavailable, paths) => {
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web' },
      spec: {
        serviceName: 'web',
        selector: {},
        template: {},
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
      },
    } satisfies ObjectOf<'StatefulSet'>;
    const found: Problem[] = [];
    controllerProblems(set, new Scope(set, found));
    expect(found.map(({ path }) => path)).toEqual(paths);
  },
);

const named = { metadata: { name: 'web' } };

function toldOf(problems: (scope: Scope) => void, object: object): (string | undefined)[] {
  const found: Problem[] = [];
  problems(new Scope(object, found));
  return found.map(({ path }) => path);
}

test.each([
  [{ paused: true }, ['spec.paused']],
  [{ paused: false }, []],
  [{ ordinals: { start: 1 } }, ['spec.ordinals']],
  [{ volumeClaimTemplates: [{}] }, ['spec.volumeClaimTemplates']],
  [
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
    ['spec.persistentVolumeClaimRetentionPolicy'],
  ],
  // What the API makes of a StatefulSet without one.
  [{ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } }, []],
])('what of a controller is not emulated is told: %j', (spec, paths) => {
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', ...named, spec } as ObjectOf<'StatefulSet'>;
  expect(toldOf((scope) => controllerProblems(set, scope), set)).toEqual(paths);
});

test.each([
  [{ type: 'LoadBalancer' }, ['spec.type']],
  [{ type: 'ClusterIP' }, []],
  [{ externalIPs: ['192.0.2.1'] }, ['spec.externalIPs']],
  [{ externalTrafficPolicy: 'Local' }, ['spec.externalTrafficPolicy']],
  [{ internalTrafficPolicy: 'Local' }, ['spec.internalTrafficPolicy']],
  [{ internalTrafficPolicy: 'Cluster', externalTrafficPolicy: 'Cluster' }, []],
] satisfies [Families, string[]][])('what of a Service is not emulated is told: %j', (spec, paths) => {
  const service: ObjectOf<'Service'> = { apiVersion: 'v1', kind: 'Service', ...named, spec };
  expect(toldOf((scope) => serviceProblems(service, scope), service)).toEqual(paths);
});

test.each([
  [{ suspend: true }, ['spec.suspend']],
  [{ podFailurePolicy: { rules: [] } }, ['spec.podFailurePolicy']],
  [{ completions: 1, parallelism: 1 }, []],
  [{ completions: 2 }, ['spec.completions']],
  [{ parallelism: 2 }, ['spec.parallelism']],
])('what of a Job is not emulated is told: %j', (spec, paths) => {
  const job = { apiVersion: 'batch/v1', kind: 'Job', ...named, spec: { ...spec, template: {} } };
  expect(toldOf((scope) => jobProblems(job as ObjectOf<'Job'>, scope), job)).toEqual(paths);
});

test.each([
  ['ServiceAccount', []],
  ['Secret', []],
  ['NetworkPolicy', ['kind']],
  ['Deployment', ['kind']],
])('an object beside the workload is told, except those that no pod depends on: %s', (kind, paths) => {
  const object = { apiVersion: 'v1', kind, ...named };
  expect(toldOf((scope) => otherObjectProblems(object as KubernetesObject, scope), object)).toEqual(paths);
});
