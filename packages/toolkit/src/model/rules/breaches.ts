import { type KubernetesObject, type ObjectOf, type PodSpec } from '../object.ts';
import type { PathStep } from '../position.ts';
import { problemAt, type Problem } from '../problem.ts';
import { nameFault } from './names.ts';
import { checkPod } from './pod.ts';
import { checkService } from './service.ts';
import { checkCounts, checkSelector, checkStrategy } from './workload.ts';

/** Takes what is wrong with the value at a path of the object. */
export type Tell = (path: readonly PathStep[], message: string) => void;

/**
 * What the API refuses of an object that fits its schema: names, Services, pods, and what makes pods. The rules are those of Kubernetes'
 * pkg/apis/core/validation/validation.go and pkg/apis/apps/validation/validation.go; the messages are ours.
 *
 * @param object fits its schema
 */
export function breachesOf(object: KubernetesObject): Problem[] {
  const problems: Problem[] = [];
  const tell: Tell = (path, message) => problems.push(problemAt('schema', object, path, message));
  const fault = nameFault(object.kind, object.metadata.name);
  if (fault !== undefined) tell(['metadata', 'name'], fault);
  if (object.kind === 'Service') checkService(object as unknown as ObjectOf<'Service'>, tell);
  const path = object.kind === 'Pod' ? ['spec'] : ['spec', 'template', 'spec'];
  const spec = podSpecOf(object);
  if (spec === undefined) return problems;
  const claims = (object as unknown as ObjectOf<'StatefulSet'>).spec?.volumeClaimTemplates ?? [];
  checkPod(spec, path, tell, new Set(claims.map(({ metadata }) => metadata?.name ?? '')));
  if (object.kind === 'Deployment') checkStrategy(object as unknown as ObjectOf<'Deployment'>, tell);
  if (object.kind === 'Deployment' || object.kind === 'StatefulSet') {
    checkCounts(object as unknown as ObjectOf<'Deployment'>, tell);
    checkSelector(object as unknown as ObjectOf<'Deployment'>, tell);
    if ((spec.restartPolicy ?? 'Always') !== 'Always')
      tell([...path, 'restartPolicy'], `pods of a ${object.kind} are always restarted: only Always is taken`);
  }
  return problems;
}

const templated = new Set(['Deployment', 'StatefulSet', 'Job']);

function podSpecOf(object: KubernetesObject): PodSpec | undefined {
  if (object.kind === 'Pod') return (object as unknown as ObjectOf<'Pod'>).spec;
  if (!templated.has(object.kind)) return undefined;
  return (object as unknown as ObjectOf<'Job'>).spec?.template.spec;
}
