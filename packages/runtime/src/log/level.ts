import { EnvName } from '@seaworthy/contract';
import { isInDevelopment } from '../in-development.ts';

/** Levels of log lines, from the least to the most important. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/**
 * `json` for machines; `gcp`, `ecs` and `datadog` for those of Google Cloud Logging, Elastic and Datadog; `pretty` for people,
 * where pino-pretty is installed.
 */
export const logFormats = ['json', 'gcp', 'ecs', 'datadog', 'pretty'] as const;

/** One of {@link logFormats}. */
export type LogFormat = (typeof logFormats)[number];

/** pino's numbers for the levels that the runtime itself decides by. */
export const LevelNumber = { info: 30, warn: 40, error: 50 } as const;

/**
 * The format where the configuration chooses none, or has not been read: the one that `LOG_FORMAT` names, else pretty in a terminal
 * in development, else JSON.
 */
export function defaultLogFormat(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean = process.stdout.isTTY,
): LogFormat {
  const named = logFormats.find((format) => format === env[EnvName.logFormat]);
  return named ?? (isTerminal && isInDevelopment(env) ? 'pretty' : 'json');
}
