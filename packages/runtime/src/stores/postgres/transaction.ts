import type { Pool, PoolClient } from 'pg';
import { SeaworthyError } from '../../errors.ts';
import { orAbort } from '../../or-abort.ts';
import { isReadOnly } from './failure.ts';

/**
 * Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects. Once `signal`
 * aborts, the connection is cut, whatever `work` was waiting for, and the server rolls back as soon as it notices.
 *
 * After a statement that failed, PostgreSQL takes no other one and commits nothing: where `work` means to go on, the statement
 * stands between `savepoint` and `rollback to savepoint`.
 *
 * @throws what `work` throws; the signal's reason once it aborts; SeaworthyError SW_TRANSACTION_FAILED where a statement
 * failed and `work` resolved all the same
 */
export async function transaction<T>(
  pool: Pool,
  work: (tx: Pick<PoolClient, 'query'>) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const client = await connect(pool, signal);
  // A connection that breaks between two statements emits an error, which would be uncaught: the next statement fails.
  client.on('error', ignore);
  const cut = () => void client.end();
  signal?.addEventListener('abort', cut, { once: true });
  try {
    // It may have aborted as the connection came.
    signal?.throwIfAborted();
    await client.query('begin');
    const result = await work(client);
    // A transaction in which a statement failed is rolled back, and the server's answer to COMMIT is not an error.
    const { command } = await client.query('commit');
    if (command === 'ROLLBACK') throw notCommitted();
    giveBack(client);
    return result;
  } catch (error) {
    await rollBack(client, isReadOnly(error));
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cut);
  }
}

function notCommitted(): SeaworthyError {
  return new SeaworthyError('SW_TRANSACTION_FAILED', {
    what: 'A statement failed, its failure was caught, and PostgreSQL has rolled the whole transaction back',
  });
}

async function connect(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
  const connecting = pool.connect();
  try {
    return await orAbort(connecting, signal);
  } catch (error) {
    // A place in the pool's queue can't be given up: what comes goes back unused.
    connecting.then((client) => client.release(), ignore);
    throw error;
  }
}

async function rollBack(client: PoolClient, broken: boolean): Promise<void> {
  try {
    await client.query('rollback');
    giveBack(client, broken);
  } catch {
    // Its state is unknown: closing it makes the server roll back.
    giveBack(client, true);
  }
}

function giveBack(client: PoolClient, broken = false): void {
  client.release(broken);
  client.off('error', ignore);
}

function ignore(): void {}
