import { isBuiltIn, type KubernetesObject, type Problem } from '../../../model/index.ts';
import type { Controlling } from '../choose.ts';
import { excessBudgets, type Belongings } from '../selected.ts';
import { injectionProblems } from './injected.ts';
import {
  autoscalerProblems,
  controllerProblems,
  jobProblems,
  otherObjectProblems,
  serviceProblems,
} from './objects.ts';
import { podProblems } from './pod.ts';
import { Scope } from './scope.ts';

/** What of a workload's manifests is valid and not emulated, each with its place. Kinds that nobody knows are told by the reader. */
export function unsupportedParts(
  workload: Controlling,
  belongings: Belongings,
  objects: readonly KubernetesObject[],
): Problem[] {
  const found: Problem[] = [];
  const scopeOf = (object: object) => new Scope(object, found);
  const { services, autoscaler, disruptionBudget, jobs } = belongings;
  controllerProblems(workload, scopeOf(workload));
  if (workload.spec?.template?.spec)
    podProblems(workload.spec.template.spec, scopeOf(workload).at('spec', 'template', 'spec'));
  injectionProblems(workload.spec?.template?.metadata, scopeOf(workload).at('spec', 'template', 'metadata'));
  for (const service of services) serviceProblems(service, scopeOf(service));
  if (autoscaler) autoscalerProblems(autoscaler, scopeOf(autoscaler));
  for (const job of jobs) {
    jobProblems(job, scopeOf(job));
    if (job.spec?.template?.spec)
      podProblems(job.spec.template.spec, scopeOf(job).at('spec', 'template', 'spec'));
  }
  const known = new Set<object>([workload, ...services, ...jobs]);
  for (const other of [autoscaler, disruptionBudget]) if (other) known.add(other);
  for (const budget of excessBudgets(workload, objects)) {
    known.add(budget);
    scopeOf(budget)
      .at('kind')
      .tell('the API evicts no pod of more than one PodDisruptionBudget; only the first is rehearsed');
  }
  // Kinds that are not read stand among the reader's own problems.
  for (const object of objects)
    if (!known.has(object) && isBuiltIn(object)) otherObjectProblems(object, scopeOf(object));
  return found;
}
