import type { ClientConfig, Pool } from 'pg';
import { retry, type Component } from '../../lifecycle/index.ts';
import { checkRanges } from '../../ranges.ts';
import { sqlStateOf } from '../../sql-state.ts';
import { tracePool } from '../../telemetry/index.ts';
import { withClient } from './client.ts';
import { loadDriver } from './driver.ts';
import { isOutage } from './failure.ts';
import { measureStatements } from './measure-statements.ts';
import { measurePool } from './pool-metrics.ts';
import { releaseCursors } from './release-cursors.ts';
import type { PostgresConnection } from './connection.ts';
import { clientConfig, type PostgresTimeouts } from './settings.ts';
import { timeOutStatements } from './time-out-statements.ts';

/** A pool of connections, and how it is watched. */
export interface PostgresOptions {
  /**
   * Where the server is; or what tells it, asked at each connection, for a password that is rotated while the process runs:
   * `() => app.config.DATABASE_URL` of a reloadable entry. Connections that stand are kept; whoever waits for one is told what it throws.
   */
  readonly connection: PostgresConnection | (() => PostgresConnection);
  /** Unique name of the component, its check and its figures. Default `postgres`. */
  readonly name?: string;
  /** What the server's list of connections calls the service (`application_name`), where the URL does not say it. Default: PGAPPNAME. */
  readonly applicationName?: string;
  /**
   * The most connections of this process. Default 10; `replicas × (connections + 1)` must stay below the server's
   * `max_connections` (100 as a rule), the extra replica of a rolling update included: the check has one of its own.
   */
  readonly maxConnections?: number;
  /**
   * True: the start waits for the server, and the service is unready while it is down. False: the service starts without
   * it and is degraded. Default true.
   */
  readonly critical?: boolean;
  /** Bounds of waiting, in milliseconds. Default: 3 to 10 s, as each says. */
  readonly timeouts?: PostgresTimeouts;
  /** True for a server with one session only (PGlite): everything, the check too, goes through one connection. Default false. */
  readonly singleConnection?: boolean;
}

/**
 * A pool of connections to PostgreSQL as a component: `const db = await app.use(postgres({ connection: url }))`. Its
 * statements are traced and measured, and so are its connections; it is released after everything that was opened later. The start
 * waits for a server that is down, and fails on one that refuses (wrong password, no such database).
 *
 * @throws SeaworthyError SW_PEER_MISSING at the start where `pg` is not installed; SW_DEFINITION where a number is out of its range
 */
export function postgres(options: PostgresOptions): Component<Pool> {
  const {
    name = 'postgres',
    critical = true,
    singleConnection = false,
    maxConnections,
    timeouts = {},
  } = options;
  const fix = 'Correct it where the pool is made.';
  const { lockMs, statementMs, answerMs, idleInTransactionMs, connectMs } = timeouts;
  const all = { maxConnections, lockMs, statementMs, answerMs, idleInTransactionMs, connectMs };
  checkRanges(all, ranges, `component ${name}`, fix);
  return {
    name,
    async start(context) {
      const pool = tracePool(await openPool(options));
      timeOutStatements(pool, context.clock);
      releaseCursors(pool);
      measureStatements(pool, context.clock);
      // An idle connection that breaks is replaced on demand, and must not end the process.
      pool.on('error', (error) => context.emit({ type: 'connection.lost', component: name, error }));
      try {
        if (critical) await retry(context, name, () => pool.query('select 1'), { isTransient: isOutage });
      } catch (error) {
        void pool.end();
        throw error;
      }
      measurePool(name, pool);
      return pool;
    },
    stop: (pool) => pool.end(),
    check: {
      // Over a connection of its own: a pool whose connections are all busy is not a database that is down.
      run: async (pool, signal) =>
        singleConnection
          ? pool.query('select 1')
          : withClient(configOf(options), (client) => client.query('select 1'), signal).catch(
              (error: unknown) => askFull(pool, error),
            ),
      critical,
      // Twice this until requests go elsewhere: the first failure alone is not believed.
      intervalMs: 2000,
    },
  };
}

/** 0 is no limit in time, for the server and for pg; of connections pg would take it for 10. */
const milliseconds = { from: 0, whole: true };
const ranges = {
  maxConnections: { from: 1, whole: true },
  lockMs: milliseconds,
  statementMs: milliseconds,
  answerMs: milliseconds,
  idleInTransactionMs: milliseconds,
  connectMs: milliseconds,
};

/** Too many connections of the server, the database or the role (PostgreSQL manual, appendix A). */
const FULL = '53300';

/**
 * Asks a server that has no connection to spare over one of the pool's. Where all of them are busy, its refusal was its answer: else
 * every replica would be unready at once, with pools that work.
 */
async function askFull(pool: Pool, error: unknown): Promise<void> {
  if (sqlStateOf(error) !== FULL || pool.totalCount === 0) throw error;
  if (pool.idleCount > 0) await pool.query('select 1');
}

async function openPool(options: PostgresOptions): Promise<Pool> {
  const { maxConnections = 10, singleConnection = false } = options;
  const { Client, Pool } = await loadDriver();
  // The pool makes each of its connections of the settings that it was given.
  class CurrentClient extends Client {
    constructor() {
      let config: ClientConfig = {};
      let failure: unknown;
      try {
        config = configOf(options);
      } catch (error) {
        failure = error ?? new Error(`what tells the address has thrown ${String(error)}`);
      }
      super(config);
      // A constructor that throws would end the process: the pool makes the next connection as another one closes, too.
      if (failure !== undefined) this.connect = refuse(failure) as typeof this.connect;
    }
  }
  return new Pool({
    ...configOf(options),
    max: singleConnection ? 1 : maxConnections,
    Client: CurrentClient,
  });
}

/** A client's `connect`, as the pool calls it, that fails by `failure`. */
function refuse(failure: unknown) {
  return (callback: (error: unknown) => void): void => process.nextTick(callback, failure);
}

/** The settings of a connection that is made now. */
function configOf({ connection, timeouts, applicationName }: PostgresOptions): ClientConfig {
  return {
    ...clientConfig(typeof connection === 'function' ? connection() : connection, timeouts),
    ...(applicationName !== undefined && { application_name: applicationName }),
  };
}
