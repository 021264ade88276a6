import type { Client, ClientConfig } from 'pg';
import { orAbort } from '../../or-abort.ts';
import { loadDriver } from './driver.ts';

/**
 * Runs `work` over a connection of its own, which is closed afterwards; once `signal` aborts it is cut, whatever is under
 * way.
 *
 * @throws what connecting and `work` throw
 */
export async function withClient<T>(
  config: ClientConfig,
  work: (client: Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { Client } = await loadDriver();
  const client = new Client(config);
  // A connection that breaks between two statements emits an error, which would be uncaught: the next statement fails.
  client.on('error', () => undefined);
  signal?.throwIfAborted();
  try {
    // Not left to pg: a client that is ended while it connects to a server that stays silent never settles.
    return await orAbort(
      client.connect().then(() => work(client)),
      signal,
    );
  } finally {
    client.end().catch(() => undefined);
  }
}
