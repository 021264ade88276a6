import type { App, ConfigShape, Secret } from '@seaworthy/runtime';
import { postgres } from '@seaworthy/runtime/postgres';
import type { Pool } from 'pg';
import { applySchema } from './apply-schema.ts';
import { embeddedPostgres } from './embedded.ts';

/** A service's connections to PostgreSQL. */
export type Database = Pool;

/** Where a service's data is. */
export interface DatabasePlace {
  /** A PostgreSQL server; undefined: the embedded one. */
  readonly url: Secret | undefined;
  /** The most connections to that server. */
  readonly connections: number;
  /** Folder of the embedded database. Default: in memory. */
  readonly dataDir?: string | undefined;
}

/** What is needed of the service that opens it. */
type Opener = Pick<App<ConfigShape>, 'use' | 'log' | 'embeddedAllowed'>;

/** Opens the database of `service`, its schema applied: on a server, or embedded where none is named. */
export async function openDatabase(
  app: Opener,
  service: string,
  migrations: readonly { name: string; sql: string }[],
  place: DatabasePlace,
): Promise<Database> {
  const db = await app.use(postgres({ applicationName: service, ...(await server(app, place)) }));
  await applySchema(db, service, migrations);
  return db;
}

async function server(app: Opener, { url, connections, dataDir }: DatabasePlace) {
  if (url !== undefined) return { connection: url, maxConnections: connections };
  const { connection } = await app.use(embeddedPostgres({ dataDir, allowed: app.embeddedAllowed }, app.log));
  // Requests queue for its only session, longer than for a real server.
  return { connection, singleConnection: true, timeouts: { connectMs: 10_000 } };
}
