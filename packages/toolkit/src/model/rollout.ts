import { isMap } from './is-map.ts';
import type { KubernetesObject, ObjectOf } from './object.ts';

/** A Rollout of Argo. Of custom resources it alone is read, for it says of its pods and their number what a Deployment says. */
export interface Rollout extends Omit<ObjectOf<'Deployment'>, 'apiVersion' | 'kind'> {
  readonly apiVersion: string;
  readonly kind: 'Rollout';
}

/** Rollouts that state their pods themselves; one with a `workloadRef` runs those of a Deployment. */
export function rolloutsOf(objects: readonly KubernetesObject[]): Rollout[] {
  return objects.filter(isRollout) as unknown as Rollout[];
}

/** Whether an object is one of {@link rolloutsOf}. */
export function isRollout({ apiVersion, kind, ...object }: KubernetesObject): boolean {
  return kind === 'Rollout' && apiVersion.startsWith('argoproj.io/') && specOf(object)['template'] != null;
}

/** What a Rollout has of a Deployment, under the same paths and as the same values, to be held to the schema of one. */
export function asDeployment(rollout: KubernetesObject): KubernetesObject {
  const { replicas, selector = {}, template } = specOf(rollout);
  const { metadata } = rollout;
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas, selector, template } };
}

function specOf(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { spec } = object;
  return isMap(spec) ? spec : {};
}
