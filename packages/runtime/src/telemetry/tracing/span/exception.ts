import type { Attributes, Exception } from '@opentelemetry/api';
import { textOf } from '../../../thrown.ts';

/** The attributes of an `exception` event (semantic conventions, "Exceptions in spans"); anything can be thrown. */
export function exceptionAttributes(exception: Exception | null | undefined): Attributes {
  if (typeof exception !== 'object' || exception === null) return { 'exception.message': textOf(exception) };
  const { code, name, message, stack } = exception;
  const type = code === undefined || code === '' ? name : String(code);
  return {
    ...(type && { 'exception.type': type }),
    ...(message && { 'exception.message': message }),
    ...(stack && { 'exception.stacktrace': stack }),
  };
}

/** The low-cardinality `error.type` of an error: its code, else the name of its class. */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '_OTHER';
  if ('code' in error && (typeof error.code === 'string' || typeof error.code === 'number'))
    return String(error.code);
  return 'name' in error && typeof error.name === 'string' && error.name !== '' ? error.name : '_OTHER';
}
