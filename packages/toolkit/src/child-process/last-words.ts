import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** What Node prints of an error that nobody caught: a line of the source with its place, the error, the stack, its version. */
const uncaught = /^\S.*:\d+\n.*\n\s*\^+\s*\n+([^]+?)(?=\n {4}at |\n\(Use `node |\nNode\.js v|(?![^]))/m;

/** So many lines are told where none is known for the error. */
const LINES = 8;
/** Of a stream, in bytes, what is kept to find the last words in. */
const KEPT_BYTES = 64 * 2 ** 10;

/** What a program wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * What a program said as it ended: of an error that Node printed its name and message, which stand above a stack of any
 * length; else the last lines of standard error, or where that is empty of standard output, where most loggers write. Of lines
 * of JSON it is their message.
 */
export function lastWords({ stdout, stderr }: Output): string {
  const errors = linesOf(stderr);
  const [, error] = uncaught.exec(errors.join('\n')) ?? [];
  if (error !== undefined) return error.trimEnd();
  const lines = errors.length > 0 ? errors : linesOf(stdout).flatMap((line) => messageOf(line).split('\n'));
  return lines.slice(-LINES).join('\n');
}

/** Reads a stream, and gives the end of what has come so far. */
export function readEnd(stream: Readable): () => string {
  let end = Buffer.of();
  stream.on('data', (chunk: Buffer) => (end = Buffer.concat([end, chunk]).subarray(-KEPT_BYTES)));
  return () => end.toString();
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
