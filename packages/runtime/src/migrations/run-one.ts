import { retry, type StartContext } from '../lifecycle/index.ts';
import type { MigrationClient } from './database.ts';
import type { History } from './history.ts';
import type { LoadedMigration, Work } from './migration.ts';
import { failureOf, irreversible, isLocked } from './migration-failure.ts';
import type { MigrationSettings } from './settings.ts';
import { splitStatements } from './split-statements.ts';

/** What a migration is run with. */
export interface RunContext extends StartContext {
  readonly client: MigrationClient;
  readonly history: History;
  readonly settings: Required<MigrationSettings>;
  /** Whether an error means that the connection is lost. */
  readonly isOutage: (error: unknown) => boolean;
}

/**
 * Applies a migration, or takes it back, and records that. What can't have a lock in time lets go of everything, waits,
 * and tries again.
 *
 * @throws SeaworthyError SW_MIGRATION_FAILED or SW_MIGRATION_LOCKED; what `isOutage` recognises, as it is
 */
export async function runOne(
  direction: 'up' | 'down',
  migration: LoadedMigration,
  context: RunContext,
): Promise<void> {
  const { clock, emit, history, client, settings } = context;
  const { name } = migration;
  const work = migration[direction];
  if (work === undefined) throw irreversible(migration);
  const record = () =>
    direction === 'up' ? history.add(client, migration) : history.remove(client, migration);
  const run = migration.transaction ? inTransaction : outsideTransaction;
  emit({ type: 'migration', migration: name, what: 'begun' });
  const begun = clock.now();
  try {
    await retry(context, `the locks of ${name}`, () => run(migration, work, record, context), {
      isTransient: isLocked,
      firstMs: 500,
      timeoutMs: settings.lockRetryMs,
    });
  } catch (error) {
    throw failureOf(migration, work, error, context);
  }
  emit({
    type: 'migration',
    migration: name,
    what: direction === 'up' ? 'applied' : 'reverted',
    ms: clock.now() - begun,
  });
}

async function inTransaction(
  migration: LoadedMigration,
  work: Work,
  record: () => Promise<void>,
  { client, settings }: RunContext,
): Promise<void> {
  const { lockTimeoutMs, statementTimeoutMs } = { ...settings, ...migration };
  await client.query(
    `begin; set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = ${statementTimeoutMs}`,
  );
  try {
    // First: should the migration set `search_path`, the table would not be found any more.
    await record();
    await (typeof work === 'string' ? client.query(work) : work(client));
    // Where the code has swallowed a failure this fails, and a commit alone would roll back in silence.
    await client.query('select 1');
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.query('reset all').catch(() => undefined);
  }
}

async function outsideTransaction(
  migration: LoadedMigration,
  work: Work,
  record: () => Promise<void>,
  { client, settings }: RunContext,
): Promise<void> {
  const { lockTimeoutMs } = { ...settings, ...migration };
  // Such a statement is chosen because it may take long beside production.
  const { statementTimeoutMs = 0 } = migration;
  const limit = (lockMs: number) =>
    client.query(`set lock_timeout = ${lockMs}; set statement_timeout = ${statementTimeoutMs}`);
  try {
    await limit(lockTimeoutMs);
    if (typeof work !== 'string') await work(client);
    else {
      for (const statement of splitStatements(work)) {
        // It waits for transactions older than itself, and nobody waits behind it.
        await limit(/\bconcurrently\b/i.test(statement) ? 0 : lockTimeoutMs);
        await client.query(statement);
      }
    }
  } finally {
    await client.query('reset all').catch(() => undefined);
  }
  await record();
}
