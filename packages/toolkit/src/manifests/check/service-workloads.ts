import type { ServiceContract } from '@seaworthy/contract';
import { ofKind, rolloutsOf, type KubernetesObject, type ObjectOf, type Rollout } from '../../model/index.ts';
import { serviceContainer, type PodTemplate } from './service-container.ts';

export type Workload = ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'> | Rollout;

/** Deployments, StatefulSets and Argo's Rollouts, which alone are taken for a service. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet'), ...rolloutsOf(objects)];
}

/** The workloads that have the service's name, or a container of it. */
export function calledWorkloads({ name }: ServiceContract, objects: readonly KubernetesObject[]): Workload[] {
  return workloadsOf(objects).filter((it) => it.metadata.name === name || holdsContainer(it, name));
}

/**
 * The workloads that have the service's name, or a container of it, else those whose pods have it as a label; `objects` fit the
 * schema. Beside one of its name, or one
 * whose name others carry on (`rel-shop-worker` that of `rel-shop`, as Helm and a prefix of kustomize make them), a container
 * that is started otherwise, as a queue's worker is, runs another program of the same image.
 */
export function namedWorkloads(contract: ServiceContract, objects: readonly KubernetesObject[]): Workload[] {
  const workloads = workloadsOf(objects);
  const isNamed = ({ metadata }: Workload) => metadata.name === contract.name;
  const called = calledWorkloads(contract, objects);
  const holders = called.length > 0 ? called : labelled(contract, workloads);
  const isCarriedOn = ({ metadata }: Workload) =>
    holders.some((it) => it.metadata.name.startsWith(`${metadata.name}-`));
  const startOf = (workload: Workload) => {
    const pod = podTemplateOf(workload);
    const { command, args } = (pod && serviceContainer(contract, pod)) ?? {};
    return JSON.stringify([command ?? [], args ?? []]);
  };
  const leads = workloads.some(isNamed) ? isNamed : isCarriedOn;
  const starts = new Set(holders.filter(leads).map(startOf));
  return holders.filter((it) => leads(it) || starts.size === 0 || starts.has(startOf(it)));
}

/** By kubernetes.io, "Recommended Labels", and by the label of its examples. */
const NAME_LABELS = ['app.kubernetes.io/name', 'app'] as const;

/** Those whose pods are labelled with the service's name. Its worker may be labelled so, too, but lists none of its ports. */
function labelled({ name, ports }: ServiceContract, workloads: readonly Workload[]): Workload[] {
  const holders = workloads.filter((it) => NAME_LABELS.some((label) => podLabelsOf(it)[label] === name));
  const numbers = new Set(ports.map(({ port }) => port));
  const serving = holders.filter((it) =>
    podTemplateOf(it)?.spec.containers.some((container) =>
      container.ports?.some(({ containerPort }) => numbers.has(containerPort)),
    ),
  );
  return serving.length > 0 ? serving : holders;
}

/** The workloads that run the contract's service: those of its name, else the only one. */
export function serviceWorkloads(
  contract: ServiceContract,
  objects: readonly KubernetesObject[],
): Workload[] {
  const named = namedWorkloads(contract, objects);
  const all = workloadsOf(objects);
  return named.length === 0 && all.length === 1 ? all : named;
}

/** The template of a workload's pods; undefined where it has none. */
export function podTemplateOf({ spec }: Workload): PodTemplate | undefined {
  const { spec: pod, metadata } = spec?.template ?? {};
  return pod && { spec: pod, annotations: metadata?.annotations ?? {} };
}

/** The labels of a workload's pods. */
export function podLabelsOf({ spec }: Workload): Readonly<Record<string, string>> {
  return spec?.template?.metadata?.labels ?? {};
}

function holdsContainer({ spec }: Workload, wanted: string): boolean {
  return spec?.template?.spec?.containers?.some(({ name }) => name === wanted) === true;
}
