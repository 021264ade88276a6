import { REDACTED } from '../config/index.ts';

/** Names whose values never show: credentials in headers, bodies and settings. */
const SENSITIVE =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:x-)?api[-_]?key|pass(?:word|wd|phrase)|(?:client_?)?secret|(?:(?:access|refresh|id|auth|session|csrf)_?)?token|private_?key)$/i;

/** Deeper than that nothing is looked into. */
const MAX_DEPTH = 6;

/** Causes and collected errors of an error, in all. */
const MAX_ERRORS = 20;

/**
 * What a log line shows of a value: errors with their causes, and `[redacted]` for whatever has the name of a credential,
 * at any depth. The value itself is left alone, and copied only where something changes.
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

/**
 * An error as data. Other properties are left out: clients' errors carry whole requests, with their credentials.
 */
export function logError(error: Error): LoggedError {
  return describeError(error, { left: MAX_ERRORS });
}

function visit(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return logError(value);
  if (depth === MAX_DEPTH || ArrayBuffer.isView(value) || 'toJSON' in value) return value;
  return Array.isArray(value)
    ? visitItems(value, depth)
    : visitFields(value as Record<string, unknown>, depth);
}

function visitItems(items: readonly unknown[], depth: number): readonly unknown[] {
  const visited = items.map((item) => visit(item, depth + 1));
  return visited.some((item, index) => item !== items[index]) ? visited : items;
}

function visitFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = value !== undefined && SENSITIVE.test(name) ? REDACTED : visit(value, depth + 1);
    if (shown !== value) (copy ??= { ...fields })[name] = shown;
  }
  return copy ?? fields;
}

function describeError(error: Error, budget: { left: number }): LoggedError {
  budget.left -= 1;
  const { name, message, stack, cause, code, errors } = error as Error & { code?: unknown; errors?: unknown };
  return {
    type: error.constructor?.name || name,
    message,
    ...(typeof stack === 'string' && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(cause !== undefined && { cause: describeCause(cause, budget) }),
    ...(Array.isArray(errors) && { errors: errors.map((each) => describeCause(each, budget)) }),
  };
}

function describeCause(cause: unknown, budget: { left: number }): unknown {
  if (!(cause instanceof Error)) return logValue(cause);
  // A chain can be a ring.
  return budget.left > 0 ? describeError(cause, budget) : { type: 'Error', message: '…' };
}
