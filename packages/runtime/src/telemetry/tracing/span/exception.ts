import type { Attributes, Exception } from '@opentelemetry/api';
import { textOf } from '../../../thrown.ts';

/** The attributes of an `exception` event (semantic conventions, "Exceptions in spans"); anything can be thrown. */
export function exceptionAttributes(exception: Exception | null | undefined): Attributes {
  try {
    if (typeof exception === 'object' && exception !== null) return attributesOf(exception);
  } catch {
    // A getter of its own throws, or a proxy that was revoked.
  }
  return { 'exception.message': textOf(exception) };
}

function attributesOf(exception: Exclude<Exception, string>): Attributes {
  const { message, stack } = exception;
  const type = typeOf(exception);
  return {
    ...(type !== undefined && { 'exception.type': type }),
    ...(message && { 'exception.message': message }),
    ...(stack && { 'exception.stacktrace': stack }),
  };
}

/** The low-cardinality `error.type` of an error: its code, else the name of its class. */
export function errorType(error: unknown): string {
  return (typeof error === 'object' && error !== null ? typeOf(error) : undefined) ?? '_OTHER';
}

/** The code, else the name. A `DOMException` has a number for old names (Web IDL): 23 tells nobody of a `TimeoutError`. */
function typeOf(error: object): string | undefined {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const isCode = (typeof code === 'string' && code !== '') || typeof code === 'number';
  if (isCode && !(error instanceof DOMException)) return String(code);
  return typeof name === 'string' && name !== '' ? name : undefined;
}
