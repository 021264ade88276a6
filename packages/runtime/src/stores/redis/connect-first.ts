import { retry, type StartContext } from '../../lifecycle/index.ts';
import type { Connection } from './open-client.ts';

/** What the first connection has to do with the start of the service. */
interface FirstConnection extends StartContext {
  readonly name: string;
  readonly critical: boolean;
}

/**
 * Waits for the server where it is critical, with backoff; else tries once. From then on the client reconnects by itself.
 *
 * @throws the server’s error where a critical one refuses the credentials; the signal’s reason where start is abandoned
 */
export async function connectFirst(connection: Connection, context: FirstConnection): Promise<void> {
  const { client } = connection;
  if (!context.critical) {
    connection.reconnects = true;
    await client.connect().catch(() => {});
    return;
  }
  try {
    await retry(context, context.name, () => connect(connection), { isTransient });
    connection.reconnects = true;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** ioredis itself rejects with no more than “Connection is closed”. */
async function connect(connection: Connection): Promise<void> {
  connection.lastError = undefined;
  try {
    await connection.client.connect();
  } catch (error) {
    throw connection.lastError ?? error;
  }
}

/** Wrong credentials are wrong again the next time. */
function isTransient(error: unknown): boolean {
  return !(error instanceof Error && /^(?:WRONGPASS|NOAUTH|NOPERM)\b/.test(error.message));
}
