import { SeaworthyError } from '../errors.ts';
import { retry, type StartContext } from '../lifecycle/index.ts';
import type { MigrationClient } from './database.ts';
import type { History } from './history.ts';
import type { LoadedMigration, Work } from './migration.ts';
import type { MigrationSettings } from './settings.ts';
import { splitStatements } from './split-statements.ts';
import { sqlStateOf } from './sql-state.ts';

/** What a migration is run with. */
export interface RunContext extends StartContext {
  readonly client: MigrationClient;
  readonly history: History;
  readonly settings: Required<MigrationSettings>;
  /** Whether an error means that the connection is lost. */
  readonly isOutage: (error: unknown) => boolean;
}

/** SQLSTATEs after which the same may succeed: lock_not_available, deadlock_detected, serialization_failure. */
const LOCKED = new Set(['55P03', '40P01', '40001']);

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
  if (work === undefined) throw failed(name, `${name} says nothing of how to take it back`);
  const record = () =>
    direction === 'up' ? history.add(client, migration) : history.remove(client, migration);
  const run = migration.transaction ? inTransaction : outsideTransaction;
  emit({ type: 'migration', migration: name, what: 'begun' });
  const begun = clock.now();
  try {
    await retry(context, `the locks of ${name}`, () => run(migration, work, record, context), {
      isTransient: (error) => LOCKED.has(sqlStateOf(error) ?? ''),
      firstMs: 500,
      timeoutMs: settings.lockRetryMs,
    });
  } catch (error) {
    throw explain(error, migration, work, context);
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

function explain(error: unknown, migration: LoadedMigration, work: Work, context: RunContext): unknown {
  const { name, transaction } = migration;
  const state = sqlStateOf(error) ?? '';
  if (context.signal.aborted || error instanceof SeaworthyError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (LOCKED.has(state))
    return new SeaworthyError('SW_MIGRATION_LOCKED', {
      what: `${name} had no lock for ${Math.round(context.settings.lockRetryMs / 1000)} s: ${message}`,
      where: `migration ${name}`,
      cause: error,
    });
  // A statement time-out counts as an outage to a request, and not to a migration, which would meet it again.
  if (state !== QUERY_CANCELED && context.isOutage(error)) return error;
  const line = transaction && typeof work === 'string' ? lineOf(work, error) : '';
  return failed(`${name}${line}`, message, { transaction, timedOut: state === QUERY_CANCELED, cause: error });
}

/** SQLSTATE query_canceled: the statement time-out, or somebody's pg_cancel_backend. */
const QUERY_CANCELED = '57014';

function failed(
  where: string,
  what: string,
  {
    transaction = true,
    timedOut = false,
    cause,
  }: { transaction?: boolean; timedOut?: boolean; cause?: unknown } = {},
): SeaworthyError {
  const fix = timedOut
    ? { fix: 'Split it, or give it longer by `-- seaworthy: statement-timeout 10m`. It was rolled back.' }
    : !transaction && {
        fix: 'Correct it. It runs outside of a transaction, so a part of it may be done; it runs again from its start.',
      };
  return new SeaworthyError('SW_MIGRATION_FAILED', { what, where: `migration ${where}`, cause, ...fix });
}

/** The line that PostgreSQL complains of, as `, line 3`; its position counts characters from 1. */
function lineOf(sql: string, error: unknown): string {
  const position = Number(error instanceof Error && 'position' in error ? error.position : Number.NaN);
  return Number.isNaN(position) ? '' : `, line ${sql.slice(0, position).split('\n').length}`;
}
