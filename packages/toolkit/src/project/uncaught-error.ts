/** What Node prints of an error that nobody caught: a line of the source with its place, the error, the stack, its version. */
const uncaught = /^\S.*:\d+\n.*\n\s*\^+\s*\n+([^]+?)(?=\n {4}at |\n\(Use `node |\n+Node\.js v|\s*(?![^]))/m;

/** So many lines are told where none is known for the error. */
const LAST_LINES = 5;

/**
 * What ended a program, by what it wrote to standard error: of an error that Node printed its name and message, which stand
 * above a stack of any length; else the last lines.
 */
export function uncaughtError(stderr: string): string {
  return uncaught.exec(stderr)?.[1] ?? stderr.trim().split('\n').slice(-LAST_LINES).join('\n');
}
