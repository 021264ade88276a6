/** Typed configuration: schema builders, sources and their precedence, secrets, reload of mounted files. */
export { describeConfig } from './describe.ts';
export { parseDuration } from './duration.ts';
export { reloadable, requiredInProduction } from './entry.ts';
export { ConfigError, type ConfigIssue } from './issue.ts';
export { checkNames, loadConfig, type ConfigReader } from './load-config.ts';
export { LoadedConfig, type ConfigListener } from './loaded-config.ts';
export { parseBytes, parseCpu } from './quantity.ts';
export type { ConfigShape, ConfigValues } from './resolve.ts';
export { config } from './schema.ts';
export type { ConfigInputs } from './sources.ts';
export { readTextFile } from './text-file.ts';
export { REDACTED, revealed, Secret } from './secret.ts';
