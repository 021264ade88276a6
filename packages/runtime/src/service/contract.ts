import { EnvName, PortName, ProbePath, type ServiceContract } from '@seaworthy/contract';
import { describeConfig, type ConfigShape } from '../config/index.ts';
import { version } from '../version.generated.ts';
import type { ServiceDefinition } from './definition.ts';
import { portsOf, shutdownOf } from './defaults.ts';
import { runtimeConfig } from './runtime-config.ts';

/** The contract of a service on this runtime, from its definition alone: nothing is opened or read. */
export function contractOf<Shape extends ConfigShape>(definition: ServiceDefinition<Shape>): ServiceContract {
  const { description, dependencies, resources, writablePaths } = definition;
  const { command = ['node', 'main.js'] } = definition;
  const { migrateCommand = definition.migrations && ([...command, 'migrate'] as const) } = definition;
  const ports = portsOf(definition);
  return {
    contractVersion: 1,
    name: definition.name,
    version: definition.version,
    ...(description === undefined ? {} : { description }),
    language: 'node',
    runtime: `@seaworthy/runtime ${version}`,
    command,
    ...(migrateCommand !== undefined && { migrateCommand }),
    ports,
    probes: {
      startup: { port: PortName.admin, path: ProbePath.startup },
      liveness: { port: PortName.admin, path: ProbePath.liveness },
      readiness: { port: PortName.admin, path: ProbePath.readiness },
    },
    shutdown: shutdownOf(definition),
    config: describeConfig({ ...definition.config, ...runtimeConfig(definition) }).filter(
      ({ env }) => env !== EnvName.port || ports.some((port) => port.env === env),
    ),
    ...(resources === undefined ? {} : { resources }),
    ...(dependencies === undefined ? {} : { dependencies: [...dependencies] }),
    writablePaths: [...(writablePaths ?? [])],
  };
}
