import type { App, ConfigShape, Secret } from '@seaworthy/runtime';
import { database, type Database, type DatabaseOwner } from './database.ts';
import { embeddedPostgres } from './embedded.ts';
import { serverAt } from './server.ts';

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

/** Opens a service's database, its schema applied: on a server, or embedded where none is named. */
export async function openDatabase(
  app: Opener,
  owner: DatabaseOwner,
  { url, connections, dataDir }: DatabasePlace,
): Promise<Database> {
  const server =
    url === undefined
      ? await app.use(embeddedPostgres({ dataDir, allowed: app.embeddedAllowed }, app.log))
      : serverAt(url.reveal(), connections);
  return app.use(database(server, owner, app.log));
}
