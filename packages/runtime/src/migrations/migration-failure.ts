import { SeaworthyError } from '../errors.ts';
import { sqlStateOf } from '../sql-state.ts';
import { messageOf } from '../thrown.ts';
import type { LoadedMigration, Work } from './migration.ts';
import type { RunContext } from './run-one.ts';

/** SQLSTATEs after which the same may succeed: lock_not_available, deadlock_detected, serialization_failure. */
const LOCKED = new Set(['55P03', '40P01', '40001']);

/** SQLSTATE query_canceled: the statement time-out, or somebody's pg_cancel_backend. */
const QUERY_CANCELED = '57014';

/**
 * SQLSTATEs that count as an outage to a request, and not to a migration, which would meet them again after the same work: the
 * time-outs of a statement and of a transaction, a full disk, too little memory.
 */
const OF_ITS_OWN = new Set([QUERY_CANCELED, '25P04', '53100', '53200']);

/** Whether a migration failed for locks of others only. */
export function isLocked(error: unknown): boolean {
  return LOCKED.has(sqlStateOf(error) ?? '');
}

/** What an error of a migration means. An outage, and the end of an abandoned run, stay what they are. */
export function failureOf(
  migration: LoadedMigration,
  work: Work,
  error: unknown,
  { signal, isOutage, settings }: Pick<RunContext, 'signal' | 'isOutage' | 'settings'>,
): unknown {
  const { name, transaction } = migration;
  if (signal.aborted || error instanceof SeaworthyError) return error;
  const message = messageOf(error);
  if (isLocked(error))
    return new SeaworthyError('SW_MIGRATION_LOCKED', {
      what: `${name} had no lock for ${Math.round(settings.lockRetryMs / 1000)} s: ${message}`,
      where: `migration ${name}`,
      cause: error,
    });
  const code = sqlStateOf(error);
  if (!OF_ITS_OWN.has(code ?? '') && isOutage(error)) return error;
  const line = transaction && typeof work === 'string' ? lineOf(work, error) : '';
  const fix = code === QUERY_CANCELED ? GIVE_TIME : transaction ? undefined : MAY_BE_HALF_DONE;
  return new SeaworthyError('SW_MIGRATION_FAILED', {
    what: message,
    where: `migration ${name}${line}`,
    cause: error,
    ...(fix !== undefined && { fix }),
  });
}

const GIVE_TIME = 'Split it, or give it longer by `-- seaworthy: statement-timeout 10m`.';
const MAY_BE_HALF_DONE =
  'Correct it. It runs outside of a transaction, so a part of it may be done; it runs again from its start.';

/** The error of a migration that ended the transaction which is begun and ended for it. */
export function endedItself({ name }: LoadedMigration, cause?: unknown): SeaworthyError {
  const then =
    cause === undefined || cause instanceof SeaworthyError ? '' : `, and then failed: ${messageOf(cause)}`;
  return new SeaworthyError('SW_MIGRATION_FAILED', {
    what: `It ended its transaction itself${then}`,
    where: `migration ${name}`,
    cause,
    fix:
      'Leave its transaction to the runner, or take it out of it (`-- seaworthy: no-transaction`). What it did before the end ' +
      'stays in the database, and it does not count as applied: take that back before it runs again.',
  });
}

/** The error of a migration that is to be taken back and says nothing of how. */
export function irreversible({ name }: LoadedMigration): SeaworthyError {
  return new SeaworthyError('SW_MIGRATION_FAILED', {
    what: 'It says nothing of how to take it back',
    where: `migration ${name}`,
    fix: 'Add `down` to it, or a file `.down.sql` beside it.',
  });
}

/** The line that PostgreSQL complains of, as `, line 3`; its position counts characters from 1. */
function lineOf(sql: string, error: unknown): string {
  const position = Number(error instanceof Error && 'position' in error ? error.position : Number.NaN);
  return Number.isNaN(position) ? '' : `, line ${sql.slice(0, position).split('\n').length}`;
}
