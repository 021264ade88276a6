import {
  EnvName,
  type PortContract,
  type ResourceContract,
  type ResourcesContract,
  type ShutdownContract,
} from '@seaworthy/contract';
import { checkNames, parseBytes, parseCpu, type ConfigShape } from '../config/index.ts';
import { SeaworthyError, type ErrorDetail } from '../errors.ts';
import { planBudget } from '../lifecycle/index.ts';
import { checkList } from '../migrations/index.ts';
import { messageOf } from '../thrown.ts';
import { portsOf, shutdownOf } from './defaults.ts';
import type { ServiceDefinition } from './definition.ts';
import { runtimeConfig } from './runtime-config.ts';

/**
 * Refuses a definition that can only lead to a contract which contradicts itself, or which Kubernetes refuses: at once, and
 * not when the manifests are written or the pod starts.
 *
 * @throws SeaworthyError SW_DEFINITION, SW_BUDGET or SW_MIGRATION_INVALID, naming the field or the migration
 */
export function checkDefinition<Shape extends ConfigShape>(definition: ServiceDefinition<Shape>): void {
  const { config = {}, migrations } = definition;
  checkNames(Object.keys(config));
  const [fault] = faultsOf(definition);
  if (fault !== undefined) {
    const { field, ...detail } = fault;
    throw new SeaworthyError('SW_DEFINITION', { ...detail, where: `defineService ${field}` });
  }
  checkBudget(definition);
  if (migrations !== undefined && 'list' in migrations) checkList(migrations.list);
}

/** What is wrong, and with which field. */
type Fault = Omit<ErrorDetail, 'where'> & { readonly field: string };

function* faultsOf(definition: ServiceDefinition<ConfigShape>): Generator<Fault> {
  const { name, version, resources, writablePaths = [] } = definition;
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
    yield {
      what: `The name \`${name}\` is not a DNS label`,
      field: 'name',
      fix: 'Use lower-case letters, digits and hyphens, at most 63 characters (RFC 1123).',
    };
  if (version === '') yield { what: 'The version is empty', field: 'version' };
  if (definition.migrations !== undefined && definition.migrateCommand !== undefined)
    yield {
      what: 'There are migrations, and another command than theirs',
      field: 'migrateCommand',
      fix: 'Leave it out, or give the migrations to the other tool.',
    };
  yield* ofPorts(portsOf(definition));
  yield* ofShutdown(shutdownOf(definition));
  yield* ofConfig(definition);
  yield* ofDependencies(definition);
  yield* ofResource('cpu', resources?.cpu, parseCpu);
  yield* ofResource('memory', resources?.memory, parseBytes);
  for (const path of writablePaths)
    if (!path.startsWith('/')) yield { what: `The path \`${path}\` is not absolute`, field: 'writablePaths' };
}

function* ofPorts(ports: readonly PortContract[]): Generator<Fault> {
  for (const { name, port } of ports)
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      yield { what: `${port} is no port`, field: `ports.${name}`, fix: 'Use a number from 1 to 65535.' };
  if (new Set(ports.map(({ port }) => port)).size < ports.length)
    yield {
      what: `Two listeners would have the port ${ports[0]?.port}`,
      field: 'ports',
      fix: 'Give probes and metrics (`admin`) another port than requests (`http`).',
    };
}

function* ofShutdown(shutdown: ShutdownContract): Generator<Fault> {
  for (const [field, seconds] of Object.entries(shutdown))
    if (!Number.isFinite(seconds) || seconds < 0)
      yield { what: `${seconds} is no number of seconds`, field: `shutdown.${field}` };
}

/** The runtime's own entry would silently take the place of the service's, whose type promises another value. */
function* ofConfig(definition: ServiceDefinition<ConfigShape>): Generator<Fault> {
  const ours = new Set<string>([...Object.keys(runtimeConfig(definition)), EnvName.configFile]);
  for (const name of Object.keys(definition.config ?? {}))
    if (ours.has(name))
      yield {
        what: `The runtime itself reads ${name}`,
        field: `config.${name}`,
        fix: 'Leave it out, or give a setting of your own another name.',
      };
}

function* ofDependencies({
  dependencies = [],
  config = {},
}: ServiceDefinition<ConfigShape>): Generator<Fault> {
  const names = new Set<string>();
  for (const { name, env } of dependencies) {
    const field = `dependencies.${name}`;
    if (names.has(name)) yield { what: `There are two dependencies \`${name}\``, field };
    names.add(name);
    if (env !== undefined && !Object.hasOwn(config, env))
      yield { what: `${env} is no entry of \`config\``, field, fix: `Add ${env} to \`config\`.` };
  }
}

/** As the contract's schema has it. */
const QUANTITY = /^\d+(\.\d+)?(m|[kMGTPE]|[KMGTPE]i)?$/;

function* ofResource(
  kind: keyof ResourcesContract,
  { request, limit }: ResourceContract = {},
  parse: (text: string) => number,
): Generator<Fault> {
  const field = `resources.${kind}`;
  for (const text of [request, limit]) {
    const problem = text === undefined ? undefined : problemOf(text, parse);
    if (problem !== undefined) return yield { what: `\`${text}\`: ${problem}`, field };
  }
  if (request !== undefined && limit !== undefined && parse(request) > parse(limit))
    yield { what: `The request of ${request} is above the limit of ${limit}`, field };
}

/** Why a quantity cannot be. */
function problemOf(text: string, parse: (text: string) => number): string | undefined {
  if (!QUANTITY.test(text)) return 'expected a Kubernetes quantity, such as 400Mi or 500m';
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** What the contract states must fit: in Kubernetes the start would be refused. */
function checkBudget(definition: ServiceDefinition<ConfigShape>): void {
  const { gracePeriodSeconds, preStopSeconds, drainDelaySeconds } = shutdownOf(definition);
  planBudget({
    gracePeriodMs: gracePeriodSeconds * 1000,
    preStopMs: preStopSeconds * 1000,
    drainDelayMs: drainDelaySeconds * 1000,
  });
}
