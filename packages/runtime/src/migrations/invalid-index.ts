import { retry, type StartContext } from '../lifecycle/index.ts';
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
 * "Building Indexes Concurrently"). One that somebody else is building is waited for first: a statement that waits holds a
 * snapshot, for which the other waits in turn, and PostgreSQL would end that one as a deadlock. Does nothing for any other statement.
 *
 * @param context `own` asks; `client` drops, which may take as long as transactions on the table do
 */
export async function dropInvalidIndex(
  statement: string,
  context: StartContext & { readonly client: MigrationClient; readonly own: MigrationClient },
): Promise<void> {
  const [, index, table] = IF_NOT_EXISTS.exec(withoutComments(statement)) ?? [];
  if (index === undefined) return;
  const { client, own } = context;
  const look = async () => {
    // A name that can't be looked up is for the statement itself to complain of.
    const { rows } = await own.query<Found>(INVALID, [index, table]).catch(() => ({ rows: [] }));
    if (rows.some(({ building }) => building)) throw new Building(`another process builds ${index}`);
    return rows;
  };
  const isTransient = (error: unknown) => error instanceof Building;
  for (const { name } of await retry(context, `the index ${index}`, look, { isTransient, maxMs: 2000 }))
    await client.query(`drop index concurrently ${name}`);
}

class Building extends Error {}

interface Found {
  readonly name: string;
  readonly building: boolean;
}

/**
 * An index of a table, both as a statement names them. It is in the table's schema. Who builds at a table is the only one that has this
 * lock beside it; which index that is, is told a moment after the others see it, and never of another role's.
 */
const INVALID = `
select format('%I.%I', nspname, relname) as name, exists (
    select from pg_stat_progress_create_index join pg_locks using (pid)
    where datname = current_database() and coalesce(nullif(index_relid, 0), indexrelid) = indexrelid
      and relation = indrelid and mode = 'ShareUpdateExclusiveLock' and granted
  ) as building
from pg_index join pg_class on pg_class.oid = indexrelid join pg_namespace on pg_namespace.oid = relnamespace
where indrelid = to_regclass($2) and relname = (parse_ident($1))[1]::name and not indisvalid`;
