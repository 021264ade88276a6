import type { ConfigEntry, ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { checkUnique, nameFault, parseQuantity, portNameFault } from '../model/index.ts';
import { namesOf } from './names.ts';
import { adminPort, clientPorts, servicePort } from './objects/service.ts';
import { unfitValues } from './unfit-values.ts';

/**
 * Refuses a contract whose fields contradict each other: what would be written from it, Kubernetes would refuse, or probe in
 * vain.
 *
 * @throws ToolkitError SW_CONTRACT_INVALID with each contradiction
 */
export function refuseContradictions(contract: ServiceContract): void {
  const found = [
    ...unfitNames(contract),
    ...repeatedNames(contract),
    ...unknownPorts(contract),
    ...sharedPorts(contract),
    ...contract.config.flatMap(unfitSetting),
    ...unknownAddresses(contract),
    ...requestsAboveLimits(contract),
    ...unfitValues(contract),
  ];
  if (found.length > 0) throw new ToolkitError('SW_CONTRACT_INVALID', { what: found.join('; ') });
}

/** Of the Services and of ports: they take fewer names than other objects do. */
function unfitNames(contract: ServiceContract): string[] {
  const { service, metrics } = namesOf(contract);
  const services = [
    ...(clientPorts(contract).length > 0 ? [service] : []),
    ...(adminPort(contract) > 0 ? [metrics] : []),
  ];
  const faults = services.map((name) => [`name: the Service ${name}`, nameFault('Service', name)] as const);
  const ports = contract.ports.map(({ name }) => [`ports: ${name}`, portNameFault(name)] as const);
  return [...faults, ...ports].flatMap(([what, fault]) => (fault === undefined ? [] : [`${what}: ${fault}`]));
}

function repeatedNames({ ports, config, dependencies = [] }: ServiceContract): string[] {
  const named = {
    ports: ports.map(({ name }) => name),
    config: config.map(({ env }) => env),
    dependencies: dependencies.map(({ name }) => name),
  };
  const found = new Set<string>();
  for (const [field, names] of Object.entries(named))
    checkUnique(names, (_, name) => found.add(`${field}: ${name} stands more than once`));
  return [...found];
}

/** The generated manifests would hold a value that the process refuses, a secret's, or one for development only. */
function unfitSetting(entry: ConfigEntry): string[] {
  const { env, type, values = [], secret, requiredInProduction, default: preset } = entry;
  if (secret && preset !== undefined) return [`config: ${env} is secret and may not have a default`];
  if (requiredInProduction && preset !== undefined)
    return [`config: ${env} is required in production and may not have a default`];
  if (type !== 'enum') return [];
  if (values.length === 0) return [`config: ${env} is an enum and needs values`];
  const isOdd = preset !== undefined && !values.includes(preset);
  return isOdd ? [`config: the default of ${env} is ${preset}, none of its values ${values.join(', ')}`] : [];
}

/** What the process does not read, it has no address from. A port's variable stands with the port and need not be repeated. */
function unknownAddresses({ config, dependencies = [] }: ServiceContract): string[] {
  const known = new Set(config.map(({ env }) => env));
  return dependencies.flatMap(({ name, env }) =>
    env === undefined || known.has(env)
      ? []
      : [`dependencies: ${name} has its address from ${env}, which is not in config`],
  );
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
