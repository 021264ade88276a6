import type { ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { parseQuantity } from '../model/index.ts';
import { clientPorts, servicePort } from './objects/service.ts';

/**
 * Refuses a contract whose fields contradict each other: what would be written from it, Kubernetes would refuse, or probe in
 * vain.
 *
 * @throws ToolkitError SW_CONTRACT_INVALID with each contradiction
 */
export function refuseContradictions(contract: ServiceContract): void {
  const found = [...unknownPorts(contract), ...sharedPorts(contract), ...requestsAboveLimits(contract)];
  if (found.length > 0) throw new ToolkitError('SW_CONTRACT_INVALID', { what: found.join('; ') });
}

function unknownPorts({ probes, ports }: ServiceContract): string[] {
  const names = ports.map(({ name }) => name);
  return Object.entries(probes).flatMap(([kind, probe]) =>
    probe === undefined || names.includes(probe.port)
      ? []
      : [`probes.${kind}.port: there is no port ${probe.port}, only ${names.join(', ') || 'none'}`],
  );
}

/** A Service offers each number once (pkg/apis/core/validation ValidateService). */
function sharedPorts(contract: ServiceContract): string[] {
  const ports = clientPorts(contract);
  const numbers = ports.map((port) => servicePort(contract, port));
  return ports.flatMap(({ name }, index) => {
    const first = numbers.indexOf(numbers[index] ?? 0);
    return first === index
      ? []
      : [`ports: ${ports[first]?.name} and ${name} would both be ${numbers[index]} of the Service`];
  });
}

function requestsAboveLimits({ resources = {} }: ServiceContract): string[] {
  return (['cpu', 'memory'] as const).flatMap((name) => {
    const { request, limit } = resources[name] ?? {};
    const isAbove = (parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? Infinity);
    return isAbove ? [`resources.${name}: the request of ${request} is above the limit of ${limit}`] : [];
  });
}
