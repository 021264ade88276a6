import type { ServiceContract } from '@seaworthy/contract';
import type { Container, PodSpec } from '../../model/index.ts';

/**
 * The container of a pod that runs the service: the one of its name, else the first that lists a port or has a variable of the
 * contract, else the first.
 */
export function serviceContainer(
  { name, ports, config }: ServiceContract,
  { containers }: PodSpec,
): Container | undefined {
  const numbers = new Set(ports.map(({ port }) => port));
  const variables = new Set([...config, ...ports].map(({ env }) => env));
  return (
    containers.find((it) => it.name === name) ??
    containers.find((it) => it.ports?.some(({ containerPort }) => numbers.has(containerPort))) ??
    containers.find((it) => it.env?.some((variable) => variables.has(variable.name))) ??
    containers[0]
  );
}
