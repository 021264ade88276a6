import { isInDevelopment } from '../in-development.ts';

/** Levels of log lines, from the least to the most important. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** `json` for machines; `pretty` for people, where pino-pretty is installed. */
export const logFormats = ['json', 'pretty'] as const;

/** One of {@link logFormats}. */
export type LogFormat = (typeof logFormats)[number];

/** pino's numbers for the levels that the runtime itself decides by. */
export const LevelNumber = { info: 30, warn: 40, error: 50 } as const;

/** The format where none was chosen: pretty in a terminal in development, else JSON. */
export function defaultLogFormat(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean = process.stdout.isTTY,
): LogFormat {
  return isTerminal && isInDevelopment(env) ? 'pretty' : 'json';
}
