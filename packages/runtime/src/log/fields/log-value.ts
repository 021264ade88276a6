import { REDACTED } from '../../config/index.ts';
import { textOf } from '../../thrown.ts';
import { isCredentialName } from './credential-name.ts';

/** What lies deeper is not shown, since nothing is looked into without end. */
const MAX_DEPTH = 6;
const TOO_DEEP = '[…]';

/** Errors within one error, in all: its causes, what it collected, and what hangs on these. */
const MAX_ERRORS = 20;

/** Stands for what throws when it is read, by a getter or a proxy. */
const UNREADABLE = '[unreadable]';

/**
 * What a log line shows of a value: errors with their causes, `[redacted]` for whatever has a name that ends as a credential's does
 * (a yes or no is none), also in what `toJSON` gives, and `[…]` for what lies within more than six objects. The value itself is left
 * alone, and copied only where something changes. Never throws: what cannot be read shows as `[unreadable]`.
 */
export function logValue(value: unknown): unknown {
  return visit(value, 0);
}

/** An error's type, message, stack and code, its chain of causes and what an AggregateError collected; nothing else. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** How many more errors are described. */
interface Budget {
  left: number;
}

/** @param budget what an error that this value hangs on leaves. Default: a new one for each error */
function visit(value: unknown, depth: number, budget?: Budget): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    if (value instanceof Error) return describeError(value, budget ?? { left: MAX_ERRORS });
    if (ArrayBuffer.isView(value) || value instanceof Date) return value;
    if ('toJSON' in value && typeof value.toJSON === 'function')
      return visitJson(value, (value as { toJSON(name: string): unknown }).toJSON(''), depth, budget);
    if (depth === MAX_DEPTH) return TOO_DEEP;
    return Array.isArray(value)
      ? visitItems(value, depth, budget)
      : visitFields(value as Record<string, unknown>, depth, budget);
  } catch {
    return visitReadable(value as Record<string, unknown>, depth, budget);
  }
}

/** Of an object that says itself what it is in JSON, such as a document of Mongoose. @param json what it says */
function visitJson(value: object, json: unknown, depth: number, budget?: Budget): unknown {
  if (typeof json !== 'object' || json === null) return value;
  if (depth === MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(json)) return visitItems(json, depth, budget);
  const fields = visitFields(json as Record<string, unknown>, depth, budget);
  // It is not asked again.
  return 'toJSON' in fields ? { ...fields, toJSON: undefined } : fields;
}

function visitItems(items: readonly unknown[], depth: number, budget?: Budget): readonly unknown[] {
  const visited = items.map((item) => visit(item, depth + 1, budget));
  return visited.some((item, index) => item !== items[index]) ? visited : items;
}

function visitFields(
  fields: Record<string, unknown>,
  depth: number,
  budget?: Budget,
): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = isCredential(name, value) ? REDACTED : visit(value, depth + 1, budget);
    if (shown !== value) (copy ??= { ...fields })[name] = shown;
  }
  return copy ?? fields;
}

function isCredential(name: string, value: unknown): boolean {
  return value !== undefined && typeof value !== 'boolean' && isCredentialName(name);
}

/** Field by field, of an object that threw. */
function visitReadable(fields: Record<string, unknown>, depth: number, budget?: Budget): unknown {
  const names = read(() => Object.keys(fields));
  if (names === undefined) return UNREADABLE;
  const one = (name: string) =>
    isCredentialName(name)
      ? REDACTED
      : visit(
          read(() => fields[name], UNREADABLE),
          depth + 1,
          budget,
        );
  // What could not say what it is does not get to say it later.
  return Object.fromEntries(names.filter((name) => name !== 'toJSON').map((name) => [name, one(name)]));
}

/** Other properties are left out: clients' errors carry whole requests, with their credentials. */
function describeError(error: Error, budget: Budget): LoggedError {
  // A chain can be a ring.
  if (budget.left <= 0) return { type: 'Error', message: '…' };
  budget.left -= 1;
  const field = (name: 'stack' | 'code' | 'cause' | 'errors') =>
    read(() => (error as unknown as Record<string, unknown>)[name]);
  const [stack, code, cause, errors] = [field('stack'), field('code'), field('cause'), field('errors')];
  return {
    type: textOf(read(() => error.constructor.name) || read(() => error.name) || 'Error'),
    message: textOf(read(() => error.message, UNREADABLE)),
    ...(typeof stack === 'string' && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause !== undefined && { cause: visit(cause, 0, budget) }),
    ...(Array.isArray(errors) && { errors: errors.map((each) => visit(each, 0, budget)) }),
  };
}

/** @returns what `get` does, or `otherwise` where it throws */
function read<T, U = undefined>(get: () => T, otherwise?: U): T | U | undefined {
  try {
    return get();
  } catch {
    return otherwise;
  }
}
