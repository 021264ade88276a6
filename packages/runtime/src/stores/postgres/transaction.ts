import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects. Once `signal`
 * aborts, the connection is cut, whatever `work` was waiting for, and the server rolls back as soon as it notices.
 *
 * @throws what `work` throws; the signal's reason once it aborts
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
    await client.query('commit');
    giveBack(client);
    return result;
  } catch (error) {
    await rollBack(client);
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cut);
  }
}

async function connect(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
  const connecting = pool.connect();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([connecting, aborted.promise]);
  } catch (error) {
    // A place in the pool's queue can't be given up: what comes goes back unused.
    connecting.then((client) => client.release(), ignore);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    giveBack(client);
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
