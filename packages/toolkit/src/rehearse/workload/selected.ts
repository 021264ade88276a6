import {
  ofKind,
  selectsLabels,
  servicePicks,
  type KubernetesObject,
  type ObjectOf,
} from '../../model/index.ts';
import type { Controlling } from './choose.ts';
import { isForOperators, servicePort } from './facts/index.ts';
import { jobsOfRollout } from './job-order.ts';

/** What of the other objects belongs to a workload. */
export interface Belongings {
  readonly services: readonly ObjectOf<'Service'>[];
  readonly serviceLinks: readonly ObjectOf<'Service'>[];
  readonly autoscaler: ObjectOf<'HorizontalPodAutoscaler'> | undefined;
  /** The first of those for its pods: see {@link excessBudgets}. */
  readonly disruptionBudget: ObjectOf<'PodDisruptionBudget'> | undefined;
  /** Those that are run for a rollout, in their order. */
  readonly jobs: readonly ObjectOf<'Job'>[];
}

/**
 * The objects of a workload's namespace that act on it. The first Service is the one that clients use: one with the port that the
 * load is to go to, or with any for clients where nobody says which; of several that of the workload's name, else one with an
 * address of its own before a headless one.
 *
 * @param loadPort name or number of that port
 */
export function belongingsOf(
  workload: Controlling,
  objects: readonly KubernetesObject[],
  loadPort?: string | number,
): Belongings {
  const { name } = workload.metadata;
  const labels = workload.spec?.template?.metadata?.labels ?? {};
  const services = ofKind(objects, 'Service');
  const rank = (service: ObjectOf<'Service'>) => {
    const port = servicePort({ services: [service], loadPort });
    const isForClients = port !== undefined && (loadPort !== undefined || !isForOperators(port));
    const { metadata, spec } = service;
    return (isForClients ? 0 : 3) + (metadata.name === name ? 0 : spec?.clusterIP === 'None' ? 2 : 1);
  };
  return {
    services: services
      .filter(({ spec }) => servicePicks(spec?.selector, labels))
      .toSorted((a, b) => rank(a) - rank(b)),
    serviceLinks: services,
    autoscaler: ofKind(objects, 'HorizontalPodAutoscaler').find(
      ({ spec }) => spec?.scaleTargetRef.kind === workload.kind && spec.scaleTargetRef.name === name,
    ),
    disruptionBudget: budgetsOf(workload, objects)[0],
    jobs: jobsOfRollout(ofKind(objects, 'Job')),
  };
}

/** More than one for the same pods, for which the API refuses evictions (pkg/registry/core/pod/storage/eviction.go). */
export function excessBudgets(
  workload: Controlling,
  objects: readonly KubernetesObject[],
): ObjectOf<'PodDisruptionBudget'>[] {
  return budgetsOf(workload, objects).slice(1);
}

function budgetsOf(workload: Controlling, objects: readonly KubernetesObject[]) {
  const labels = workload.spec?.template?.metadata?.labels ?? {};
  return ofKind(objects, 'PodDisruptionBudget').filter(({ spec }) => selectsLabels(spec?.selector, labels));
}
