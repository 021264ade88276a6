import type { MigrationClient } from './database.ts';
import { withoutComments } from './split-statements.ts';

/** A name as it is written: words, or anything in quotes, with points between them. */
const NAME = String.raw`((?:"(?:[^"]|"")*"|[^\s"(])+)`;

/** A statement that passes over an index of its name. */
const IF_NOT_EXISTS = new RegExp(
  String.raw`^\s*create\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+${NAME}\s+on\s+(?:only\s+)?${NAME}`,
  'i',
);

/**
 * Drops the index that a `create index concurrently if not exists` would pass over although it is invalid: what is left of an attempt that
 * failed or was killed. No query would ever use it, and the migration would count as applied (PostgreSQL manual, CREATE INDEX,
 * "Building Indexes Concurrently"). Does nothing for any other statement, nor to an index that somebody else is building.
 *
 * @param own asks; `client` drops, which may take as long as transactions on the table do
 */
export async function dropInvalidIndex(
  statement: string,
  { client, own }: { readonly client: MigrationClient; readonly own: MigrationClient },
): Promise<void> {
  const [, index, table] = IF_NOT_EXISTS.exec(withoutComments(statement)) ?? [];
  if (index === undefined) return;
  const { rows } = await own.query<{ name: string }>(INVALID, [index, table]);
  for (const { name } of rows) await client.query(`drop index concurrently ${name}`);
}

/** An index of a table, both as a statement names them. It is in the table's schema. */
const INVALID = `
select format('%I.%I', nspname, relname) as name
from pg_index join pg_class on pg_class.oid = indexrelid join pg_namespace on pg_namespace.oid = relnamespace
where indrelid = to_regclass($2) and relname = (parse_ident($1))[1]::name and not indisvalid
  and not exists (select from pg_stat_progress_create_index where index_relid = indexrelid)`;
