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
