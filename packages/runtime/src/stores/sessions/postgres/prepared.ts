import { hash } from 'node:crypto';
import { sqlStateOf } from '../../../sql-state.ts';
import type { Queryable } from '../../sql.ts';

/** A pool or client of `pg`, which keeps a statement that has a name prepared on each of its connections. */
interface Preparing extends Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row's type is the caller's
  query<R extends object>(
    statement: string | { readonly name: string; readonly text: string; readonly values: unknown[] },
    values?: unknown[],
  ): Promise<{ rows: R[] }>;
}

/**
 * SQLSTATEs by which a pooler that hands each transaction to another connection, and knows nothing of prepared statements
 * (PgBouncer without `max_prepared_statements`), lets one fail before anything is run: invalid_sql_statement_name and
 * duplicate_prepared_statement.
 */
const NOT_THERE = new Set(['26000', '42P05']);

/**
 * Runs statements as prepared ones: the server parses and plans each once a connection, which takes it longer than
 * finding one row. Where a pooler in between can't keep them, all are run as they are from then on.
 */
export function prepared(database: Preparing): Queryable {
  const names = new Map<string, string>();
  let isKept = true;
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row's type is the caller's
    async query<R extends object>(text: string, values: unknown[] = []) {
      if (!isKept) return database.query<R>(text, values);
      try {
        return await database.query<R>({ name: nameOf(text, names), text, values });
      } catch (error) {
        if (!NOT_THERE.has(sqlStateOf(error) ?? '')) throw error;
        isKept = false;
        return database.query<R>(text, values);
      }
    },
  };
}

/** Of the text, so that no two statements of one connection share it. */
function nameOf(text: string, known: Map<string, string>): string {
  const name = known.get(text) ?? `seaworthy_${hash('sha256', text).slice(0, 16)}`;
  known.set(text, name);
  return name;
}
