import { expect, test } from 'vitest';
import type { ObjectOf, Problem } from '../../../model/index.ts';
import { controllerProblems, serviceProblems } from './objects.ts';
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
