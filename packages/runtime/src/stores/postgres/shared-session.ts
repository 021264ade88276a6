import { randomUUID } from 'node:crypto';
import type { Client, ClientConfig } from 'pg';
import { withClient } from './client.ts';

/** The pooler may hand the sessions that were marked to others first: so often one is marked, and in vain looked for 36 times. */
const TURNS = 8;

/** In milliseconds: a pooler that has no connection to spare for a second client gives each client its own. */
const ANSWER_MS = 3000;

/**
 * Whether what `client` does to its session is met by others: behind a pooler that gives each transaction whichever connection to the
 * server is free, such as PgBouncer in transaction mode. A session's locks hold nothing there, and what is set stays with others.
 *
 * A mark is set over this connection and looked for over another of the same `config`. That is done only where there is a pooler, which
 * tells its clients process ids of its own. False where it can't be told.
 */
export async function sharesSession(
  client: Client & { readonly processID?: number | null },
  config: ClientConfig,
  signal: AbortSignal,
): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  if (rows[0]?.pid === client.processID) return false;
  const mark = randomUUID();
  const isSeen = async (other: Client): Promise<boolean> => {
    const { rows } = await other.query<{ mark: string | null }>(
      `select current_setting('seaworthy.session', true) as mark`,
    );
    return rows[0]?.mark === mark;
  };
  const look = async (other: Client): Promise<boolean> => {
    for (let turn = 1; turn <= TURNS; turn++) {
      await client.query(`select set_config('seaworthy.session', $1, false)`, [mark]);
      // Once more each time: of a pooler that gives each transaction the next of its connections, one for one would never meet.
      for (let glance = 0; glance < turn; glance++) if (await isSeen(other)) return true;
    }
    return false;
  };
  try {
    return await withClient({ ...config, query_timeout: ANSWER_MS }, look, signal);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
