import { isError, textOf } from '../../thrown.ts';
import { formatsOf } from './formats.ts';

/**
 * Puts the arguments of a log call into pino's order, fields before the message. Of `log.error('failed', error)`, the order of
 * the console and of other loggers, or `log.error('failed', { order }, error)`, pino would drop what the message has no place for
 * without a word. It still drops lists and bytes: as fields, each of their elements would have a name. What is neither fields nor
 * a message, a function or a symbol, becomes text: it has no JSON.
 */
export function fieldsFirst(args: unknown[]): void {
  const [first] = args;
  if (typeof first === 'function' || typeof first === 'symbol') args[0] = textOf(first);
  const ahead = typeof args[0] === 'string' ? 0 : 1;
  const message = args[ahead];
  // Most calls have nothing behind their message.
  if (typeof message !== 'string' || args.length === ahead + 1) return;
  const at = ahead + 1 + formatsOf(message).length;
  const behind = args.slice(at).filter(isFields);
  if (behind.length === 0 || (ahead === 1 && !isFields(first))) return;
  const said = args.slice(ahead, at);
  args.splice(0, args.length, together([...args.slice(0, ahead).filter(isFields), ...behind]), ...said);
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** One object with all fields; an error among others is `err`, as where it is alone, and so are messages of HTTP what they are there. */
function together(all: readonly object[]): object {
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  const fields: Record<string, unknown> = {};
  for (const each of all) {
    if (isError(each)) fields['err'] ??= each;
    else Object.assign(fields, named(each));
  }
  return fields;
}

/** Requests and responses by pino's names for them, by which their serializers show them. */
function named(fields: object): object {
  if ('method' in fields && 'headers' in fields && 'socket' in fields) return { req: fields };
  return 'setHeader' in fields ? { res: fields } : fields;
}
