import type { ServiceContract } from '@seaworthy/contract';
import type { Container, PodSpec } from '../../model/index.ts';

/** The pod's template, as far as it tells which container is the service's. */
export interface PodTemplate {
  readonly spec: PodSpec;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Names the container that `kubectl logs` and `kubectl exec` take where none is said (kubernetes.io, Well-Known Annotations). */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/**
 * The container of a pod that runs the service: the one of the contract's name, else the one that the annotation
 * `kubectl.kubernetes.io/default-container` names, else the first that lists a port or has a variable of the contract, else the
 * likely one, else the first.
 *
 * @param likely the name of one that other facts tell. Default: none
 */
export function serviceContainer(
  contract: ServiceContract | undefined,
  { spec: { containers }, annotations }: PodTemplate,
  likely?: string,
): Container | undefined {
  const { name, ports = [], config = [] } = contract ?? {};
  const numbers = new Set(ports.map(({ port }) => port));
  const variables = new Set([...config, ...ports].map(({ env }) => env));
  const called = (wanted: string | undefined) => containers.find((it) => it.name === wanted);
  return (
    called(name) ??
    called(annotations[DEFAULT_CONTAINER]) ??
    containers.find((it) => it.ports?.some(({ containerPort }) => numbers.has(containerPort))) ??
    containers.find((it) => it.env?.some((variable) => variables.has(variable.name))) ??
    called(likely) ??
    containers[0]
  );
}
