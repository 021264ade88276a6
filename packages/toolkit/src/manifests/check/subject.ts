import type { ServiceContract } from '@seaworthy/contract';
import {
  inNamespace,
  type Container,
  type KubernetesObject,
  type PathStep,
  type PodSpec,
} from '../../model/index.ts';
import type { Place } from './finding.ts';
import { serviceContainer } from './service-container.ts';
import { podLabelsOf, podTemplateOf, serviceWorkloads, type Workload } from './service-workloads.ts';
import { mayBringVariables } from './start-variables.ts';
import { readVariables, type Variables } from './variables.ts';

/** A workload that runs the service, and all that stands around it. */
export interface Subject {
  readonly contract: ServiceContract;
  /** Those of the workload's namespace. */
  readonly objects: readonly KubernetesObject[];
  readonly workload: Workload;
  /** Those of {@link objects} that run the service, the workload among them. */
  readonly siblings: readonly Workload[];
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

/** The workloads that run the contract's service, each with the objects of its namespace. */
export function findSubjects(contract: ServiceContract, objects: readonly KubernetesObject[]): Subject[] {
  return serviceWorkloads(contract, objects).flatMap(
    (workload) => asSubject(contract, workload, inNamespace(workload.metadata.namespace, objects)) ?? [],
  );
}

function asSubject(
  contract: ServiceContract,
  workload: Workload,
  objects: readonly KubernetesObject[],
): Subject | undefined {
  const template = podTemplateOf(workload);
  const container = template && serviceContainer(contract, template);
  if (template === undefined || container === undefined) return undefined;
  const pod = template.spec;
  const podPath: PathStep[] = ['spec', 'template', 'spec'];
  const containerPath: PathStep[] = [...podPath, 'containers', pod.containers.indexOf(container)];
  const variables = readVariables(workload, container, containerPath, objects);
  return {
    contract,
    objects,
    workload,
    siblings: serviceWorkloads(contract, objects),
    pod,
    podLabels: podLabelsOf(workload),
    container,
    variables: {
      ...variables,
      complete: variables.complete && !mayBringVariables(contract, container, template),
    },
    atPod: (...path) => ({ object: workload, path: [...podPath, ...path] }),
    atContainer: (...path) => ({ object: workload, path: [...containerPath, ...path] }),
  };
}
