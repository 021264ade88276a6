import type { ToolkitError } from '../errors.ts';
import { visible } from '../visible.ts';

/**
 * Tells an error once, on standard error, or with `--json` as one object on standard output, and returns
 * the exit status. With `--debug` its stack follows.
 */
export function tell(error: ToolkitError, args: readonly string[]): number {
  const { code, what, where, fix, exitCode } = error;
  // A compiler's words have several lines. None is to begin as a line of its own would: CI systems look there for commands.
  if (args.includes('--json')) console.log(JSON.stringify({ error: { code, what, where, fix } }));
  else console.error(`seaworthy: ${error.message.split('\n').map(visible).join('\n  | ')}`);
  if (args.includes('--debug')) console.error(error);
  return exitCode;
}
