import { isError, textOf } from '../../thrown.ts';
import { logValue } from '../fields/log-value.ts';
import { asFields } from '../fields/own-fields.ts';

/** The arguments of a log call that threw, such as a revoked proxy or what is no text for `%s`, as what can be read of them. */
export function readableArguments([first, ...rest]: readonly unknown[]): unknown[] {
  return [isError(first) ? { err: first } : readableFirst(first), ...rest.map(readable)];
}

function readableFirst(first: unknown): unknown {
  return typeof first === 'object' && first !== null ? asFields(logValue(first)) : first;
}

/** A value as it is where formats can show it. */
function readable(value: unknown): unknown {
  try {
    String(value);
    Number(value);
    return value;
  } catch {
    return textOf(value);
  }
}
