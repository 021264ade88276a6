import {
  DefaultPort,
  EnvName,
  PortName,
  ProbePath,
  ShutdownDefault,
  type ServiceContract,
} from '@seaworthy/contract';
import { describeConfig, type ConfigShape } from '../config/index.ts';
import { version } from '../version.generated.ts';
import type { ServiceDefinition } from './definition.ts';
import { runtimeConfig } from './runtime-config.ts';

/** The contract of a service on this runtime, from its definition alone: nothing is opened or read. */
export function contractOf<Shape extends ConfigShape>(definition: ServiceDefinition<Shape>): ServiceContract {
  const { description, dependencies, resources, writablePaths, ports = {}, shutdown = {} } = definition;
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
    ports: [
      { name: PortName.http, port: ports.http ?? DefaultPort.http, env: EnvName.port, protocol: 'http' },
      {
        name: PortName.admin,
        port: ports.admin ?? DefaultPort.admin,
        env: EnvName.adminPort,
        protocol: 'http',
      },
    ],
    probes: {
      startup: { port: PortName.admin, path: ProbePath.startup },
      liveness: { port: PortName.admin, path: ProbePath.liveness },
      readiness: { port: PortName.admin, path: ProbePath.readiness },
    },
    shutdown: {
      gracePeriodSeconds: shutdown.gracePeriodSeconds ?? ShutdownDefault.gracePeriodSeconds,
      preStopSeconds: shutdown.preStopSeconds ?? ShutdownDefault.preStopSeconds,
      drainDelaySeconds: shutdown.drainDelaySeconds ?? ShutdownDefault.drainDelaySeconds,
    },
    config: describeConfig({ ...definition.config, ...runtimeConfig(definition) }),
    ...(resources === undefined ? {} : { resources }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
    writablePaths: [...(writablePaths ?? [])],
  };
}
