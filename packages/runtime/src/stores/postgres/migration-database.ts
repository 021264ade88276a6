import type { Socket } from 'node:net';
import type { Client } from 'pg';
import type { MigrationClient, MigrationDatabase } from '../../migrations/index.ts';
import { watchAcknowledgements, type Watching } from './acknowledged.ts';
import { withClient } from './client.ts';
import { loadDriver } from './driver.ts';
import { isOutage } from './failure.ts';
import type { PostgresConnection } from './connection.ts';
import { clientConfig } from './settings.ts';
import { sharesSession } from './shared-session.ts';

/** What of a client its types don't tell. */
interface Internals {
  readonly connection: { readonly stream: Socket };
  readonly connectionParameters: { query_timeout?: unknown };
}

/**
 * A server to be migrated, over connections of its own: with no limit on a statement but what the migrations set, and so
 * long between two statements as one in TypeScript may think. One that vanishes under a statement is an outage.
 *
 * @param watching how that is noticed, for tests
 */
export function migrationDatabase(address: PostgresConnection, watching?: Watching): MigrationDatabase {
  const config = clientConfig(address, { statementMs: 0, idleInTransactionMs: 60_000 });
  return {
    connect: (work, signal) =>
      withClient(
        config,
        async (client) => {
          const { connection, connectionParameters } = client as Client & Internals;
          // That of an address is for the service's statements: here it would cut a long migration off, again and again.
          connectionParameters.query_timeout = 0;
          using _watch = watchAcknowledgements(connection.stream, watching);
          return await work(client);
        },
        signal,
      ),
    sharesSession: async (client, signal) =>
      client instanceof (await loadDriver()).Client && sharesSession(client, config, signal),
    isOutage,
  };
}

/** What is used of a `Pool` of `pg`. */
export interface MigrationPool {
  connect(): Promise<MigrationClient & { release(): void }>;
}

/** The same over a pool that is open already: the embedded server has but one connection. */
export function pooledMigrationDatabase(pool: MigrationPool): MigrationDatabase {
  return {
    async connect(work) {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    },
    isOutage,
  };
}
