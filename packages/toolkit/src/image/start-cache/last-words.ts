import { stripVTControlCharacters } from 'node:util';

const LINES = 8;

/**
 * The last lines that a program wrote to standard error, or else to standard output, where most loggers write. Of lines of
 * JSON it is their message.
 */
export function lastWords(stdout: string, stderr: string): string {
  const errors = linesOf(stderr);
  const lines = errors.length > 0 ? errors : linesOf(stdout).flatMap((line) => messageOf(line).split('\n'));
  return lines.slice(-LINES).join('\n');
}

function linesOf(text: string): string[] {
  const plain = stripVTControlCharacters(text).trim();
  return plain === '' ? [] : plain.split('\n');
}

/** What a line of a log says, by the names that pino and others give it; the line itself where it is none. */
function messageOf(line: string): string {
  try {
    const { msg, message = msg } = JSON.parse(line) as { msg?: unknown; message?: unknown };
    return typeof message === 'string' ? message : line;
  } catch {
    return line;
  }
}
