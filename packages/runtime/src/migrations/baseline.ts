import { SeaworthyError } from '../errors.ts';
import type { MigrationClient } from './database.ts';
import type { LoadedMigration } from './migration.ts';
import type { RunContext } from './run-one.ts';

/** Whether there is a table of anybody's but the history, outside of the server's own schemas. */
const HAS_TABLES = `select exists (
  select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'p') and relname <> 'seaworthy_migrations'
    and nspname <> 'information_schema' and nspname !~ '^pg_') as there`;

/**
 * Records migrations as applied, all or none, and runs nothing of them: for a database that has come to their schema in another way.
 *
 * @throws SeaworthyError SW_MIGRATION_REFUSED where it has no tables: nothing would ever make them
 */
export async function recordAll(
  migrations: readonly LoadedMigration[],
  { own, history, emit }: Pick<RunContext, 'own' | 'history' | 'emit'>,
): Promise<void> {
  if (!(await hasTables(own))) throw empty();
  await own.query('begin');
  try {
    for (const migration of migrations) await history.add(own, migration);
    await own.query('commit');
  } catch (error) {
    await own.query('rollback').catch(() => undefined);
    throw error;
  }
  for (const { name: migration } of migrations) emit({ type: 'migration', migration, what: 'recorded' });
}

async function hasTables(client: MigrationClient): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(HAS_TABLES);
  return rows[0]?.there === true;
}

function empty(): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_REFUSED', {
    what: 'The database has no tables, and what is recorded as applied never makes them',
    where: 'migrate --baseline',
    fix: 'Run `migrate` alone, which makes them, or see whether it is the right database.',
  });
}
