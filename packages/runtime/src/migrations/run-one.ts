import { isConcurrent } from './concurrently.ts';
import { retry, type StartContext } from '../lifecycle/index.ts';
import type { MigrationClient } from './database.ts';
import type { History } from './history.ts';
import { dropInvalidIndex } from './invalid-index.ts';
import type { LoadedMigration, Work } from './migration.ts';
import { endedItself, failureOf, irreversible, isLocked } from './migration-failure.ts';
import type { MigrationSettings } from './settings.ts';
import { splitStatements } from './split-statements.ts';

/** What a migration is run with. */
export interface RunContext extends StartContext {
  /** For what the migration does. */
  readonly client: MigrationClient;
  /** For the runner's own statements, over the same connection. */
  readonly own: MigrationClient;
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
  const { clock, emit, history, own } = context;
  const { name } = migration;
  const work = migration[direction];
  if (work === undefined) throw irreversible(migration);
  const add = () => history.add(own, migration);
  const remove = () => history.remove(own, migration);
  const [record, unrecord] = direction === 'up' ? [add, remove] : [remove, add];
  const run = migration.transaction ? inTransaction : outsideTransaction;
  emit({ type: 'migration', migration: name, what: 'begun' });
  const begun = clock.now();
  try {
    await withLocks(migration, context, () => run({ ...context, migration, work, record, unrecord }));
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

/** One way to run a migration. */
interface Run extends RunContext {
  readonly migration: LoadedMigration;
  readonly work: Work;
  readonly record: () => Promise<void>;
  /** Takes that back. */
  readonly unrecord: () => Promise<void>;
}

/** Attempts until there are the locks that it needs. */
function withLocks(
  { name }: LoadedMigration,
  context: RunContext,
  attempt: () => Promise<unknown>,
): Promise<unknown> {
  return retry(context, `the locks of ${name}`, attempt, {
    isTransient: isLocked,
    firstMs: 500,
    timeoutMs: context.settings.lockRetryMs,
  });
}

async function inTransaction({
  client,
  own,
  settings,
  migration,
  work,
  record,
  unrecord,
}: Run): Promise<void> {
  const { lockTimeoutMs, statementTimeoutMs } = { ...settings, ...migration };
  await own.query(
    `begin; set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = ${statementTimeoutMs}`,
  );
  let id: string | undefined;
  try {
    // First: should the migration set `search_path`, the table would not be found any more.
    await record();
    id = await transactionId(own);
    await (typeof work === 'string' ? client.query(work) : work(client));
    // Where the code has swallowed a failure this fails, and a commit alone would roll back in silence.
    if ((await transactionId(own)) !== id) throw endedItself(migration);
    // Deferred constraints are checked, and replicas waited for.
    await client.query('commit');
  } catch (error) {
    await own.query('rollback').catch(() => undefined);
    await reset(own);
    if (id === undefined || !(await hasCommitted(own, id).catch(() => false))) throw error;
    // What was done before stays, but it is not the whole: it must not be taken for applied.
    await unrecord();
    throw endedItself(migration, error);
  }
  await reset(own);
}

/** Of the transaction that is open; undefined where there is none that has written. */
async function transactionId(client: MigrationClient): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string | null }>('select txid_current_if_assigned()::text as id');
  return rows[0]?.id ?? undefined;
}

async function hasCommitted(client: MigrationClient, id: string): Promise<boolean> {
  const { rows } = await client.query<{ status: string | null }>('select txid_status($1::bigint) as status', [
    id,
  ]);
  return rows[0]?.status === 'committed';
}

async function outsideTransaction({ migration, work, record, ...context }: Run): Promise<void> {
  const { client, own, settings } = context;
  const { lockTimeoutMs } = { ...settings, ...migration };
  // Such a statement is chosen because it may take long beside production.
  const { statementTimeoutMs = 0 } = migration;
  const limit = (lockMs: number) =>
    own.query(`set lock_timeout = ${lockMs}; set statement_timeout = ${statementTimeoutMs}`);
  try {
    await limit(lockTimeoutMs);
    if (typeof work !== 'string') await work(client);
    else {
      for (const statement of splitStatements(work)) {
        const concurrent = isConcurrent(statement);
        await limit(concurrent ? 0 : lockTimeoutMs);
        // One that had no lock has done nothing, nor need those before it be done again. What works beside production
        // may leave a part: that is for the file to clear away from its start, but for an index that would be taken for whole.
        if (concurrent) {
          await dropInvalidIndex(statement, context);
          await client.query(statement);
        } else await withLocks(migration, context, () => client.query(statement));
      }
    }
  } finally {
    await reset(own);
  }
  await record();
}

/** Takes back what a migration has set for its session. `reset all` spares the role (PostgreSQL, GUC_NO_RESET_ALL). */
async function reset(client: MigrationClient): Promise<void> {
  await client.query('reset session authorization; reset role; reset all').catch(() => undefined);
}
