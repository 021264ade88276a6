import type { PoolConfig } from 'pg';

/** A PostgreSQL server to connect to, real or embedded. */
export interface PostgresServer {
  /** Where it is, and what this server needs of its clients. */
  readonly connection: PoolConfig;
  /** True: it serves one connection only, so that everything must go through the pool. */
  readonly singleConnection: boolean;
}

/** The server that a `postgres://` URL names, used by at most `connections` connections of this process. */
export function serverAt(url: string, connections: number): PostgresServer {
  return { connection: { connectionString: url, max: connections }, singleConnection: false };
}

/** Milliseconds, from the innermost limit to the outermost: each leaves the one before it time to be reported. */
const limits = {
  /** To wait for a row lock. */
  lock_timeout: 3000,
  /** For one statement, watched by the server. */
  statement_timeout: 5000,
  /** For one statement, watched here: the server may be gone without a word. */
  query_timeout: 6000,
  /** Between two statements of a transaction: a replica that hangs must not hold its locks. */
  idle_in_transaction_session_timeout: 10_000,
};

/** The driver's options for a pool of connections of `service` to `server`. */
export function poolOptions(server: PostgresServer, service: string): PoolConfig {
  return {
    application_name: service,
    // To wait for a connection, new or free: a request should hear 503 before its client gives up.
    connectionTimeoutMillis: 3000,
    keepAlive: true,
    ...limits,
    // A statement whose client is gone ends within a second (PostgreSQL 14 and newer), not when it has run its course.
    options: '-c client_connection_check_interval=1000',
    ...server.connection,
  };
}
