/** How programs and runtimes name what ended them; what follows it is a stack trace and the runtime's version. */
const telling = /error|exception|panic|fatal/i;

/** What belongs to another line: a frame or a field of the error, which may have such names too, or where Node.js says that it was emitted. */
const following = /^\s|^Emitted 'error' event/;

/** Whether a line of a program's output names an error, and is not one of those that follow upon its name. */
export function namesError(text: string): boolean {
  return telling.test(text) && !following.test(text);
}
