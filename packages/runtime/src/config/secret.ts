import { inspect } from 'node:util';

/** What stands in place of a secret's value wherever it is printed. */
export const REDACTED = '[redacted]';

/**
 * A value that prints as `[redacted]` in logs, JSON, errors, templates and `util.inspect`. A structured clone of it is
 * an empty object: the value is a private field.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** What a setting that may be secret says. */
export function revealed(setting: string | Secret): string {
  return typeof setting === 'string' ? setting : setting.reveal();
}
