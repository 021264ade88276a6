import type { Clock, Timer } from '../clock.ts';
import { SeaworthyError } from '../errors.ts';
import type { EventListener } from '../events.ts';
import { isInDevelopment } from '../in-development.ts';
import { LoadedConfig, type LoadedConfigParts } from './loaded-config.ts';
import type { ConfigShape } from './resolve.ts';
import { readSources, sourcesOf, type ConfigInputs, type Env } from './sources.ts';
import { findUnknown } from './unknown.ts';

/** What {@link loadConfig} reads and reports to. */
export interface LoadOptions {
  readonly env: Env;
  /** The directory that relative paths start from, and that holds `.env`. */
  readonly cwd: string;
  /** Variables that start so are the service's own: an unknown one is reported. Default: none are. */
  readonly prefix?: string;
  readonly clock: Clock;
  readonly emit: EventListener;
  /**
   * Whether entries that are required in production may be absent, and embedded stores are allowed. Default false.
   */
  readonly embeddedAllowed?: boolean;
  /** Another process of the service that reads the sources for all. Default: this one reads them. */
  readonly reader?: ConfigReader | undefined;
}

/** Another process, as the source of all values. */
export interface ConfigReader {
  /** What it has read last. */
  readonly inputs: ConfigInputs;
  /** Calls `onChange` whenever it has read other values. */
  onChange(onChange: () => void): Timer;
}

/**
 * Reads and validates the configuration of `shape`: the schemas' defaults, then the file that `CONFIG_FILE` names (YAML
 * or JSON), `.env` (never in Kubernetes or under NODE_ENV=production), the environment, and the file that `NAME_FILE`
 * names; a later one outweighs an earlier one. Reports what was set and is unknown as `config.unknown`.
 *
 * @throws ConfigError `SW_CONFIG_INVALID` or `SW_CONFIG_FILE`, with everything that is wrong at once
 * @throws SeaworthyError `SW_DEFINITION` when a name of `shape` is not in upper snake case
 */
export async function loadConfig<Shape extends ConfigShape>(
  shape: Shape,
  { env, cwd, prefix, clock, emit, embeddedAllowed = false, reader }: LoadOptions,
): Promise<LoadedConfig<Shape>> {
  if (reader !== undefined) return loadFrom(shape, reader, { clock, emit, embeddedAllowed });
  const names = Object.keys(shape);
  checkNames(names);
  const development = isInDevelopment(env);
  const read = () => readSources(names, { env, cwd, development });
  const sources = read();
  for (const event of findUnknown(names, prefix, env, sources)) emit(event);
  for (const warning of sources.warnings) process.emitWarning(warning);
  return new LoadedConfig({ shape, read, clock, emit, embeddedAllowed });
}

function loadFrom<Shape extends ConfigShape>(
  shape: Shape,
  reader: ConfigReader,
  common: Pick<LoadedConfigParts<Shape>, 'clock' | 'emit' | 'embeddedAllowed'>,
): LoadedConfig<Shape> {
  return new LoadedConfig({
    shape,
    read: () => sourcesOf(reader.inputs),
    ...common,
    generation: () => reader.inputs.generation,
    changes: (onChange) => reader.onChange(onChange),
  });
}

/** @throws SeaworthyError SW_DEFINITION for one that is not in upper snake case */
export function checkNames(names: readonly string[]): void {
  const wrong = names.find((name) => !/^[A-Z][A-Z0-9_]*$/.test(name));
  if (wrong === undefined) return;
  throw new SeaworthyError('SW_DEFINITION', {
    what: `A configuration entry must have the name of an environment variable, such as DATABASE_URL, not ${wrong}`,
    where: `config.${wrong}`,
  });
}
