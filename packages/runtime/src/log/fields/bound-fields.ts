import type { pino } from 'pino';
import { currentScope } from '../../scope.ts';
import type { LogForm } from '../form/index.ts';
import type { Logger } from '../logger.ts';
import type { OwnFields } from './own-fields.ts';

const BOUND_IDS = Symbol('names of a scope’s fields that the logger is bound to');

/** A logger that may be bound to such names. */
export type BoundLogger = Logger & { [BOUND_IDS]?: readonly string[] };

/** The scope's fields for a line of `logger`, but for those that it is bound to: each stands in its lines already. */
export function scopeFieldsFor(logger: BoundLogger, form: LogForm): Record<string, string> {
  const fields = scopeFields(form);
  for (const name of logger[BOUND_IDS] ?? []) delete fields[name];
  return fields;
}

function scopeFields({ names, tracePrefix }: LogForm): Record<string, string> {
  const fields: Record<string, string> = {};
  const scope = currentScope();
  if (scope?.requestId !== undefined) fields[names.requestId] = scope.requestId;
  if (scope?.traceId !== undefined) fields[names.traceId] = tracePrefix + scope.traceId;
  if (scope?.spanId !== undefined) fields[names.spanId] = scope.spanId;
  return fields;
}

/**
 * Has `logger` format what it is bound to, as `own` says: pino does so with each line's own fields only. Children inherit this
 * from their parent.
 */
export function formatBindings(logger: Logger, own: OwnFields, form: LogForm): void {
  const prototype = Object.getPrototypeOf(logger) as { child: Child; setBindings: SetBindings };
  const bind = (fields: pino.Bindings) => form.fields(own.bind(fields, scopeFields(form)));
  const remember = (of: BoundLogger, fields: pino.Bindings) => {
    const ids = own.idsAmong(fields);
    if (ids.length > 0) of[BOUND_IDS] = [...(of[BOUND_IDS] ?? []), ...ids];
  };
  const child: Child = function child(bindings, options) {
    const fields = bind(bindings);
    const made = prototype.child.call(this, fields, options);
    remember(made, fields);
    return made;
  };
  const setBindings: SetBindings = function setBindings(bindings) {
    const fields = bind(bindings);
    prototype.setBindings.call(this, fields);
    remember(this, fields);
  };
  Object.assign(logger, { child, setBindings });
}

type SetBindings = (this: Logger, bindings: pino.Bindings) => void;

type Child = (this: Logger, bindings: pino.Bindings, options?: pino.ChildLoggerOptions) => Logger;
