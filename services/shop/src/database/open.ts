import type { App, ConfigShape, Secret } from '@seaworthy/runtime';
import { postgres } from '@seaworthy/runtime/postgres';
import type { Pool } from 'pg';
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
type Opener = Pick<App<ConfigShape>, 'use' | 'migrate' | 'log' | 'embeddedAllowed'>;

/** Opens the database of `service`: on a server, or an embedded one, brought to its schema, where none is named. */
export async function openDatabase(
  app: Opener,
  service: string,
  { url, connections, dataDir }: DatabasePlace,
): Promise<Database> {
  if (url !== undefined)
    return app.use(postgres({ applicationName: service, connection: url, maxConnections: connections }));
  const { connection } = await app.use(embeddedPostgres({ dataDir, allowed: app.embeddedAllowed }, app.log));
  // Requests queue for its only session, longer than for a real server.
  const timeouts = { connectMs: 10_000 };
  const db = await app.use(
    postgres({ applicationName: service, connection, singleConnection: true, timeouts }),
  );
  await app.migrate(db);
  return db;
}
