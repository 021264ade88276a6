import { withClient } from './client.ts';
import type { PostgresConnection } from './connection.ts';
import { clientConfig } from './settings.ts';

/** Resolves when the server lets us in and answers. @throws why it does not */
export async function askPostgres(connection: PostgresConnection, signal?: AbortSignal): Promise<void> {
  await withClient(clientConfig(connection), (client) => client.query('select 1'), signal);
}
