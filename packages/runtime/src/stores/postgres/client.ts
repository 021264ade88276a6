import type { Client, ClientConfig } from 'pg';
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
  const close = () => void client.end().catch(() => undefined);
  signal?.throwIfAborted();
  // Not left to pg: a client that is ended while it connects to a server that stays silent never settles.
  const cut = Promise.withResolvers<never>();
  const onAbort = () => {
    close();
    cut.reject(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([client.connect().then(() => work(client)), cut.promise]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    close();
  }
}
