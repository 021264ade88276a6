import type { pino } from 'pino';

/** pino's logger, whose calls also take an error or fields behind a message: pino would drop them, here they are shown. */
export type Logger = {
  readonly [Level in pino.Level]: LogCall;
} & {
  /** A logger that is bound to `bindings`: each of its lines has them. */
  child(bindings: pino.Bindings, options?: pino.ChildLoggerOptions): Logger;
} & pino.Logger;

/** A call of pino's; or a message and, behind it, an error, fields, or both. */
export interface LogCall extends pino.LogFn {
  <One, Other>(message: string, one: Beside<One>, other?: Beside<Other>): void;
}

/** What is shown beside a message that has no place for it. A lone value is not: it has no name. */
type Beside<Value> = Value extends string | number | bigint | boolean | symbol ? never : Value;
