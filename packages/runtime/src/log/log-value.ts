import { REDACTED } from '../config/index.ts';
import { textOf } from '../thrown.ts';

/** Names whose values never show: credentials in headers, bodies and settings. */
const SENSITIVE =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:x-)?api[-_]?key|pass(?:word|wd|phrase)|(?:client_?)?secret|(?:(?:access|refresh|id|auth|session|csrf)_?)?token|private_?key)$/i;

/** Deeper than that nothing is looked into. */
const MAX_DEPTH = 6;

/** Errors within one error, in all: its causes, what it collected, and what hangs on these. */
const MAX_ERRORS = 20;

/** Stands for what throws when it is read, by a getter or a proxy. */
const UNREADABLE = '[unreadable]';

/**
 * What a log line shows of a value: errors with their causes, and `[redacted]` for whatever has the name of a credential,
 * at any depth. The value itself is left alone, and copied only where something changes. Never throws: what cannot be
 * read shows as `[unreadable]`.
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

/**
 * An error as data. Other properties are left out: clients' errors carry whole requests, with their credentials.
 */
export function logError(error: Error): LoggedError {
  return describeError(error, { left: MAX_ERRORS });
}

/** @param budget what an error that this value hangs on leaves. Default: a new one for each error */
function visit(value: unknown, depth: number, budget?: Budget): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    if (value instanceof Error) return describeError(value, budget ?? { left: MAX_ERRORS });
    if (depth === MAX_DEPTH || ArrayBuffer.isView(value) || 'toJSON' in value) return value;
    return Array.isArray(value)
      ? visitItems(value, depth, budget)
      : visitFields(value as Record<string, unknown>, depth, budget);
  } catch {
    return visitReadable(value as Record<string, unknown>, depth, budget);
  }
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
    const shown = value !== undefined && SENSITIVE.test(name) ? REDACTED : visit(value, depth + 1, budget);
    if (shown !== value) (copy ??= { ...fields })[name] = shown;
  }
  return copy ?? fields;
}

/** Field by field, of an object that threw. */
function visitReadable(fields: Record<string, unknown>, depth: number, budget?: Budget): unknown {
  const names = read(() => Object.keys(fields));
  if (names === undefined) return UNREADABLE;
  const one = (name: string) =>
    SENSITIVE.test(name)
      ? REDACTED
      : visit(
          read(() => fields[name], UNREADABLE),
          depth + 1,
          budget,
        );
  return Object.fromEntries(names.map((name) => [name, one(name)]));
}

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
