import { createHash } from 'node:crypto';
import { SeaworthyError } from '../errors.ts';
import { retry, type StartContext } from '../lifecycle/index.ts';
import type { MigrationClient } from './database.ts';

/** The first half of every advisory lock's key: the letters SEAW. The second says what is locked. */
const CLASS = 0x53_45_41_57;
const HISTORY = 0;

/** Makes others wait who would create the history's table now, until the transaction ends. */
export async function lockHistory(client: MigrationClient): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, $2)', [CLASS, HISTORY]);
}

/**
 * Runs `work` while no other process migrates the same service in this database.
 *
 * It asks again and again instead of waiting inside PostgreSQL: a statement that waits holds a snapshot, and CREATE
 * INDEX CONCURRENTLY in the process that has the lock would wait for that in turn, a deadlock. The lock is the session's: it ends
 * with a process that is killed.
 *
 * @throws SeaworthyError SW_MIGRATION_LOCKED where the others take longer than `timeoutMs`
 */
export async function inTurn<T>(
  client: MigrationClient,
  service: string,
  { timeoutMs, ...context }: StartContext & { readonly timeoutMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const key = [CLASS, createHash('sha256').update(service).digest().readInt32BE()];
  const isBusy = (error: unknown) => error instanceof Busy;
  const take = async () => {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, $2) as taken',
      key,
    );
    if (rows[0]?.taken !== true) throw new Busy();
  };
  try {
    await retry(context, 'its turn to migrate', take, {
      isTransient: isBusy,
      firstMs: 200,
      maxMs: 2000,
      timeoutMs,
    });
  } catch (cause) {
    throw isBusy(cause) ? tooLong(timeoutMs, await holderOf(client, key), cause) : cause;
  }
  try {
    return await work();
  } finally {
    // Where the connection is lost, so is the lock.
    await client.query('select pg_advisory_unlock($1, $2)', key).catch(() => undefined);
  }
}

class Busy extends Error {
  constructor() {
    super('another process is migrating');
  }
}

/** Who has the lock, as the server knows them; empty where it doesn't tell. */
async function holderOf(client: MigrationClient, key: readonly number[]): Promise<string> {
  const asked = client.query<{ pid: number; address: string | null; state: string | null }>(
    `select pid, host(client_addr) as address, state from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objsubid = 2 and granted
       and classid = $1::bigint::oid and objid = ($2::bigint & 4294967295)::oid and datname = current_database()`,
    [...key],
  );
  // Some keep these views from ordinary roles: that must not hide why it gives up.
  const { rows } = await asked.catch(() => ({ rows: [] }));
  return rows
    .map(
      ({ pid, address, state }) => `: ${address ?? 'one'} by the server process ${pid}, ${state ?? 'busy'}`,
    )
    .join('');
}

function tooLong(timeoutMs: number, holder: string, cause: unknown): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_LOCKED', {
    what: `Another process has been migrating for more than ${Math.round(timeoutMs / 1000)} s${holder}`,
    where: 'the advisory lock of the migrations',
    cause,
  });
}
