import type { KubernetesObject, ObjectOf, PodSpec } from '../object.ts';
import { valueAt } from '../position.ts';
import type { Tell } from './breaches.ts';
import { checkLabels } from './metadata.ts';
import { isLabel, labelFault } from './names.ts';
import { checkPod } from './pod.ts';

/** Where a kind has the specification of its pod, and when the pod may be restarted (`restartPolicy`; absent it is Always). */
interface OwnPod {
  readonly path: readonly string[];
  readonly restarts?: readonly string[];
}

const template = ['spec', 'template', 'spec'];
const lasting: OwnPod = { path: template, restarts: ['Always'] };
const ending = ['OnFailure', 'Never'];
const ownPods: Readonly<Record<string, OwnPod>> = {
  CronJob: { path: ['spec', 'jobTemplate', ...template], restarts: ending },
  DaemonSet: lasting,
  Deployment: lasting,
  Job: { path: template, restarts: ending },
  Pod: { path: ['spec'] },
  ReplicaSet: lasting,
  StatefulSet: lasting,
};

/** The pod that an object is or makes (`ValidatePodTemplateSpecForReplicaSet`, `validateJobSpec`, and so on). */
export function checkOwnPod(object: KubernetesObject, tell: Tell): void {
  const own = ownPods[object.kind];
  if (own === undefined) return;
  const { path, restarts } = own;
  const spec = valueAt(object, path) as PodSpec | undefined;
  if (spec === undefined) return tell(path, 'a pod has at least one container');
  const metadata = [...path.slice(0, -1), 'metadata'];
  const labelled = valueAt(object, metadata) as KubernetesObject['metadata'] | undefined;
  if (object.kind !== 'Pod' && labelled !== undefined) checkLabels(labelled, metadata, tell);
  const claims = (object as unknown as ObjectOf<'StatefulSet'>).spec?.volumeClaimTemplates ?? [];
  checkPod(spec, path, tell, new Set(claims.map(({ metadata }) => metadata?.name ?? '')));
  // A StatefulSet writes the pod's name and its Service's over them.
  if (object.kind !== 'StatefulSet')
    for (const field of ['hostname', 'subdomain'] as const)
      if (spec[field] && !isLabel(spec[field])) tell([...path, field], labelFault);
  if (restarts !== undefined && !restarts.includes(spec.restartPolicy || 'Always'))
    tell([...path, 'restartPolicy'], restartFault(object.kind, restarts));
}

function restartFault(kind: string, restarts: readonly string[]): string {
  return restarts === ending
    ? `pods of a ${kind} come to an end: OnFailure or Never has to be stated`
    : `pods of a ${kind} are always restarted: only Always is taken`;
}
