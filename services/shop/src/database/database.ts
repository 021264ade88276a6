import pg, { type Pool } from 'pg';
import { retry, type Component, type Logger } from '@seaworthy/runtime';
import { isOutage } from './failure.ts';
import { applySchema } from './schema.ts';
import { poolOptions, type PostgresServer } from './server.ts';

/** The shop's connections to PostgreSQL. */
export type Database = Pool;

/**
 * The pool of connections to `server`, with the schema applied. Its start waits for a server that is down, and fails on
 * one that refuses (wrong password, no such database).
 */
export function database(server: PostgresServer, log: Logger): Component<Database> {
  const options = poolOptions(server);
  return {
    name: 'postgres',
    async start(context) {
      const pool = new pg.Pool(options);
      // An idle connection that breaks is replaced on demand, and must not end the process.
      pool.on('error', (error) => log.warn({ err: error }, 'lost an idle connection to the database'));
      try {
        await retry(context, 'postgres', () => applySchema(pool), { isTransient: isOutage });
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
