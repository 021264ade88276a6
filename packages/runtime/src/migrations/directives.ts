import { parseDuration } from '../config/index.ts';
import { messageOf } from '../thrown.ts';

/** How a file of SQL asks to be run, by comment lines of the form `-- seaworthy: …`. */
export interface Directives {
  /** False by `no-transaction`. */
  readonly transaction: boolean;
  /** Milliseconds, by `lock-timeout 5s`. */
  readonly lockTimeoutMs?: number;
  /** Milliseconds, by `statement-timeout 10m`; 0: no limit. */
  readonly statementTimeoutMs?: number;
}

const LINE = /^--\s*seaworthy:\s*(.*?)\s*$/gim;

/** Reads the directives of a migration. @throws RangeError with its line, for one that is unknown or malformed */
export function readDirectives(sql: string): Directives {
  const directives: Directives = { transaction: true };
  for (const { 1: directive = '', index } of sql.matchAll(LINE)) {
    try {
      Object.assign(directives, read(directive));
    } catch (cause) {
      const line = sql.slice(0, index).split('\n').length;
      throw new RangeError(`Line ${line}: \`${directive}\`: ${messageOf(cause)}`, { cause });
    }
  }
  return directives;
}

function read(directive: string): Partial<Directives> {
  const [name = '', value = '', ...rest] = directive.split(/\s+/);
  if (rest.length === 0) {
    if (name === 'no-transaction' && value === '') return { transaction: false };
    if (name === 'lock-timeout') return { lockTimeoutMs: milliseconds(value) };
    if (name === 'statement-timeout') return { statementTimeoutMs: milliseconds(value) };
  }
  throw new RangeError('not one of no-transaction, lock-timeout and statement-timeout');
}

/** A number alone is seconds in the configuration, and milliseconds in PostgreSQL's own settings of these names. */
function milliseconds(text: string): number {
  if (Number(text) > 0) throw new RangeError(`states no unit, such as ${text}ms or ${text}s`);
  return parseDuration(text);
}
