import { textOf } from '../thrown.ts';
import { formatsOf } from './formats.ts';

/**
 * Puts the arguments of a log call into pino's order, fields before the message. Of `log.error('failed', error)`, the order of
 * the console and of other loggers, pino would drop the error without a word, as of every argument that the message has no place
 * for, and still does of lists and bytes: as fields, each of their elements would have a name. What is neither fields nor a message, a
 * function or a symbol, becomes text: it has no JSON.
 */
export function fieldsFirst(args: unknown[]): void {
  const [message] = args;
  if (typeof message === 'function' || typeof message === 'symbol') args[0] = textOf(message);
  if (typeof message !== 'string' || args.length === 1) return;
  const at = 1 + formatsOf(message).length;
  const fields = args[at];
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || ArrayBuffer.isView(fields))
    return;
  args.splice(at, 1);
  args.unshift(fields);
}
