import type { ServiceContract } from '@seaworthy/contract';
import {
  ofKind,
  type Container,
  type KubernetesObject,
  type ObjectOf,
  type PathStep,
  type PodSpec,
} from '../../model/index.ts';
import type { Place } from './finding.ts';
import { readVariables, type Variables } from './variables.ts';

type Workload = ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'>;

/** A workload that runs the service, and all that stands around it. */
export interface Subject {
  readonly contract: ServiceContract;
  readonly objects: readonly KubernetesObject[];
  readonly workload: Workload;
  readonly pod: PodSpec;
  readonly podLabels: Readonly<Record<string, string>>;
  /** The container of the service. */
  readonly container: Container;
  readonly variables: Variables;
  /** A place in the pod's spec. */
  readonly atPod: (...path: PathStep[]) => Place;
  /** A place in the container. */
  readonly atContainer: (...path: PathStep[]) => Place;
}

/** Deployments and StatefulSets, which alone are taken for a service. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')];
}

/** The workload that has the service's name, or else a container of it; `objects` fit the schema. */
export function namedWorkload(
  contract: ServiceContract,
  objects: readonly KubernetesObject[],
): Workload | undefined {
  const workloads = workloadsOf(objects);
  return (
    workloads.find(({ metadata }) => metadata.name === contract.name) ??
    workloads.find((it) => it.spec?.template?.spec?.containers?.some(({ name }) => name === contract.name))
  );
}

/** The workload that runs the contract's service: the one of its name, else the only one. */
export function findSubject(
  contract: ServiceContract,
  objects: readonly KubernetesObject[],
): Subject | undefined {
  const workloads = workloadsOf(objects);
  const workload = namedWorkload(contract, objects) ?? (workloads.length === 1 ? workloads[0] : undefined);
  const pod = workload?.spec?.template?.spec;
  if (workload === undefined || pod == null) return undefined;
  const containers = pod.containers ?? [];
  const index = Math.max(
    0,
    containers.findIndex(({ name }) => name === contract.name),
  );
  const container = containers[index];
  if (container === undefined) return undefined;
  const podPath: PathStep[] = ['spec', 'template', 'spec'];
  const containerPath: PathStep[] = [...podPath, 'containers', index];
  return {
    contract,
    objects,
    workload,
    pod,
    podLabels: workload.spec?.template?.metadata?.labels ?? {},
    container,
    variables: readVariables(workload, container, containerPath, objects),
    atPod: (...path) => ({ object: workload, path: [...podPath, ...path] }),
    atContainer: (...path) => ({ object: workload, path: [...containerPath, ...path] }),
  };
}
