import pg, { type Pool } from 'pg';
import { retry, tracePool, type Component, type Logger } from '@seaworthy/runtime';
import { applySchema } from './apply-schema.ts';
import { isOutage } from './failure.ts';
import { poolOptions, type PostgresServer } from './server.ts';

/** A service's connections to PostgreSQL. */
export type Database = Pool;

/** Whose database it is. */
export interface DatabaseOwner {
  /** The service's name, for the server's list of connections. */
  readonly service: string;
  /** SQL that brings its tables into being, and finds nothing to do where they are. */
  readonly schema: string;
}

/**
 * The pool of connections to `server`, with the schema applied. Its start waits for a server that is down, and fails on
 * one that refuses (wrong password, no such database).
 */
export function database(
  server: PostgresServer,
  { service, schema }: DatabaseOwner,
  log: Logger,
): Component<Database> {
  const options = poolOptions(server, service);
  return {
    name: 'postgres',
    async start(context) {
      const pool = tracePool(new pg.Pool(options));
      // An idle connection that breaks is replaced on demand, and must not end the process.
      pool.on('error', (error) => log.warn({ err: error }, 'lost an idle connection to the database'));
      try {
        await retry(context, 'postgres', () => applySchema(pool, schema), { isTransient: isOutage });
        return pool;
      } catch (error) {
        void pool.end();
        throw error;
      }
    },
    stop: (pool) => pool.end(),
    check: {
      run: (pool, signal) => (server.singleConnection ? pool.query('select 1') : ask(options, signal)),
      // Twice this until requests go elsewhere: the first failure alone is not believed.
      intervalMs: 2000,
    },
  };
}

/** Asks over a connection of its own: a pool whose connections are all busy is not a database that is down. */
async function ask(options: pg.ClientConfig, signal: AbortSignal): Promise<void> {
  const client = new pg.Client(options);
  client.on('error', () => undefined);
  const cut = () => void client.end();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    signal.removeEventListener('abort', cut);
    void client.end();
  }
}
