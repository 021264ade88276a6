import type { ToolkitError } from '../errors.ts';
import { errorText } from './error-text.ts';

/**
 * Tells an error once, on standard error, or with `--json` as one object on standard output, and returns
 * the exit status. With `--debug` its stack follows.
 */
export function tell(error: ToolkitError, args: readonly string[]): number {
  const { code, what, where, fix, exitCode } = error;
  if (args.includes('--json')) console.log(JSON.stringify({ error: { code, what, where, fix } }));
  else console.error(errorText(error.message));
  if (args.includes('--debug')) console.error(error);
  return exitCode;
}
