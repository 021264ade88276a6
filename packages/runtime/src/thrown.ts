/** Any value as text. Never throws, though the value's own conversion may, or be missing. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return String(value);
  } catch {
    return `[${typeof value}]`;
  }
}

/** Whether `value` is an error. Never throws, though a proxy may that has been revoked. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/**
 * What a thrown value says: an error's message, else the value as text. Never throws, though a getter of the error may.
 * Connecting to a name with several addresses fails with an empty message around one error for each address; the first
 * of these then speaks.
 */
export function messageOf(thrown: unknown): string {
  try {
    if (!isError(thrown)) return textOf(thrown);
    if (thrown instanceof AggregateError && thrown.message === '' && thrown.errors.length > 0)
      return messageOf(thrown.errors[0]);
    return textOf(thrown.message);
  } catch {
    return `[${typeof thrown}]`;
  }
}
