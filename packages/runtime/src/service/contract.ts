import {
  DefaultPort,
  EnvName,
  PortName,
  ProbePath,
  ShutdownDefault,
  type PortContract,
  type ServiceContract,
  type ShutdownContract,
} from '@seaworthy/contract';
import { describeConfig, type ConfigShape } from '../config/index.ts';
import { version } from '../version.generated.ts';
import type { ServiceDefinition } from './definition.ts';
import { runtimeConfig } from './runtime-config.ts';

/** The contract of a service on this runtime, from its definition alone: nothing is opened or read. */
export function contractOf<Shape extends ConfigShape>(definition: ServiceDefinition<Shape>): ServiceContract {
  const { description, dependencies, resources, writablePaths } = definition;
  const { command = ['node', 'main.js'] } = definition;
  return {
    contractVersion: 1,
    name: definition.name,
    version: definition.version,
    ...(description === undefined ? {} : { description }),
    language: 'node',
    runtime: `@seaworthy/runtime ${version}`,
    command,
    ...(definition.migrations !== undefined && { migrateCommand: [...command, 'migrate'] as const }),
    ports: portsOf(definition),
    probes: {
      startup: { port: PortName.admin, path: ProbePath.startup },
      liveness: { port: PortName.admin, path: ProbePath.liveness },
      readiness: { port: PortName.admin, path: ProbePath.readiness },
    },
    shutdown: shutdownOf(definition),
    config: describeConfig({ ...definition.config, ...runtimeConfig(definition) }),
    ...(resources === undefined ? {} : { resources }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
    writablePaths: [...(writablePaths ?? [])],
  };
}

/** The listeners of a service, with the definition's defaults. */
export function portsOf({ ports = {} }: Pick<ServiceDefinition<ConfigShape>, 'ports'>): PortContract[] {
  const { http = DefaultPort.http, admin = DefaultPort.admin } = ports;
  return [
    { name: PortName.http, port: http, env: EnvName.port, protocol: 'http' },
    { name: PortName.admin, port: admin, env: EnvName.adminPort, protocol: 'http' },
  ];
}

/** The shutdown budget in Kubernetes, with the definition's defaults. */
export function shutdownOf({
  shutdown = {},
}: Pick<ServiceDefinition<ConfigShape>, 'shutdown'>): Required<ShutdownContract> {
  return {
    gracePeriodSeconds: shutdown.gracePeriodSeconds ?? ShutdownDefault.gracePeriodSeconds,
    preStopSeconds: shutdown.preStopSeconds ?? ShutdownDefault.preStopSeconds,
    drainDelaySeconds: shutdown.drainDelaySeconds ?? ShutdownDefault.drainDelaySeconds,
  };
}
