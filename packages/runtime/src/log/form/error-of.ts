import type { LoggedError } from '../fields/log-value.ts';

/** The error of a line, described; undefined where it has none. */
export function errorOf({ err }: Readonly<Record<string, unknown>>): LoggedError | undefined {
  return typeof err === 'object' && err !== null && 'type' in err && 'message' in err
    ? (err as LoggedError)
    : undefined;
}
