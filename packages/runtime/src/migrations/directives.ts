import { parseDuration } from '../config/index.ts';

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

/** Reads the directives of a migration. @throws RangeError for one that is unknown or malformed */
export function readDirectives(sql: string): Directives {
  const directives: Directives = { transaction: true };
  for (const [, directive = ''] of sql.matchAll(LINE)) {
    const [name = '', value = '', ...rest] = directive.split(/\s+/);
    if (rest.length > 0) throw new RangeError(`\`${directive}\` is no directive`);
    Object.assign(directives, read(name, value));
  }
  return directives;
}

function read(name: string, value: string): Partial<Directives> {
  if (name === 'no-transaction' && value === '') return { transaction: false };
  if (name === 'lock-timeout') return { lockTimeoutMs: parseDuration(value) };
  if (name === 'statement-timeout') return { statementTimeoutMs: parseDuration(value) };
  throw new RangeError(`\`${name} ${value}\` is no directive`);
}
