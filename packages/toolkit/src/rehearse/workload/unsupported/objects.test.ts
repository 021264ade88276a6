import { expect, test } from 'vitest';
import type { ObjectOf, Problem } from '../../../model/index.ts';
import { serviceProblems } from './objects.ts';
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
