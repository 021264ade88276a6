/** How programs and runtimes name what ended them; what follows it is a stack trace and the runtime's version. */
const telling = /error|exception|panic|fatal/i;

/** What belongs to another line: a frame or a field of the error, which may have such names too, or where Node.js says that it was emitted. */
const following = /^\s|^Emitted 'error' event/;

/** The position of the last of some lines that names an error; -1 where none does. */
export function lastErrorIn(lines: readonly string[]): number {
  return lines.findLastIndex((text) => telling.test(text) && !following.test(text));
}
