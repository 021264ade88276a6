import { problemAt, type Problem } from '../problem.ts';
import { isMap } from '../is-map.ts';

/** How a kustomization is come by: it was asked for, or another one has it under `resources` or `components`. */
export type Role = 'root' | 'resources' | 'components';

const apiVersions = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
} as const;

/** What kustomize refuses of a kustomization as a whole (kustomize api/types/kustomization.go `EnforceFields`, `CheckEmpty`). */
export function wholeProblems(raw: object, role: Role): Problem[] {
  const { apiVersion, kind = 'Kustomization', ...fields } = isMap(raw) ? raw : {};
  if (Object.values(fields).every((value) => value === null))
    return [problemAt('schema', raw, [], 'it is empty')];
  if (kind !== 'Kustomization' && kind !== 'Component')
    return [problemAt('schema', raw, ['kind'], 'expected Kustomization or Component')];
  const problems: Problem[] = [];
  const wanted = apiVersions[kind];
  if (typeof apiVersion === 'string' && apiVersion !== '' && apiVersion !== wanted)
    problems.push(problemAt('schema', raw, ['apiVersion'], `expected ${wanted}`));
  const place = kind === 'Component' ? 'components' : 'resources';
  if (role !== 'root' && role !== place)
    problems.push(problemAt('reference', raw, ['kind'], `a ${kind} belongs under ${place}, not ${role}`));
  return problems;
}
