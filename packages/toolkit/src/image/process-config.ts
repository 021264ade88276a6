import { CONTAINER_USER, type ServiceContract } from '@seaworthy/contract';
import { ToolkitError } from '../errors.ts';
import { licenceOf, type Project } from '../project/index.ts';
import type { ProcessConfig } from './oci/index.ts';
import type { ProgramImage } from './program/index.ts';

/** What goes into the image's configuration besides the program's own. */
export interface ProcessOptions {
  readonly project: Project;
  readonly contract: ServiceContract | undefined;
  /** The base's environment. */
  readonly baseEnv: readonly string[];
  /** Asked for on the command line. */
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

const PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * How a container of the image starts. Defaults of the contract's variables are not repeated as environment: it would win over
 * the service's configuration file, which they give way to.
 *
 * @throws ToolkitError SW_SECRET_IN_IMAGE where a variable that the contract calls a secret is to be set
 */
export function processConfig(program: ProgramImage['process'], options: ProcessOptions): ProcessConfig {
  const { project, contract, baseEnv, env, labels } = options;
  const secret = contract?.config.find((entry) => entry.secret === true && entry.env in env);
  if (secret !== undefined)
    throw new ToolkitError('SW_SECRET_IN_IMAGE', { what: `${secret.env} is a secret`, where: '--env' });
  const asked = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    User: `${CONTAINER_USER}:${CONTAINER_USER}`,
    Env: mergeEnv([`PATH=${PATH}`, ...baseEnv, ...program.Env, ...asked]),
    Entrypoint: program.Entrypoint,
    WorkingDir: program.WorkingDir,
    ...(contract === undefined ? {} : { ExposedPorts: exposedPorts(contract) }),
    Labels: sorted({ ...standardLabels(project, contract), ...labels }),
    StopSignal: 'SIGTERM',
  };
}

/** A later value of a name replaces an earlier one. */
function mergeEnv(assignments: readonly string[]): string[] {
  const byName = new Map(assignments.map((it) => [it.slice(0, it.indexOf('=')), it]));
  return [...byName.values()];
}

function exposedPorts({ ports }: ServiceContract): Record<string, object> {
  return sorted(Object.fromEntries(ports.map(({ port }) => [`${port}/tcp`, {}])));
}

/** Annotations of the image specification that the project itself answers (annotations.md). */
function standardLabels(
  { name, version, packageJson }: Project,
  contract: ServiceContract | undefined,
): Record<string, string> {
  const licence = licenceOf(packageJson ?? {});
  const description = contract?.description ?? packageJson?.description;
  return {
    'org.opencontainers.image.title': contract?.name ?? name,
    'org.opencontainers.image.version': contract?.version ?? version,
    ...(description === undefined ? {} : { 'org.opencontainers.image.description': description }),
    ...(licence === undefined ? {} : { 'org.opencontainers.image.licenses': licence }),
  };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
