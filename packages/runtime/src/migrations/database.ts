/** A connection that migrations run over: a client of `pg`, or what answers like one. */
export interface MigrationClient {
  /** Runs a statement; without `values` it may be several, as PostgreSQL's simple protocol allows. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row's type is the caller's, as in pg
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ readonly rows: Row[] }>;
}

/** A database that migrations are applied to. */
export interface MigrationDatabase {
  /**
   * Runs `work` over one connection, which is its alone until it settles. Once `signal` aborts the connection is cut, and
   * the server rolls back. A server that vanished without a word fails the statement under way soon, however long that may take.
   */
  connect<T>(work: (client: MigrationClient) => Promise<T>, signal: AbortSignal): Promise<T>;
  /**
   * Whether others meet what `client`, a connection of `connect`, does to its session: behind a pooler in transaction mode, where none
   * of its locks holds. Default: they don't.
   */
  sharesSession?(client: MigrationClient, signal: AbortSignal): Promise<boolean>;
  /** Whether an error means that the database can't be reached now, and not that it refused. */
  readonly isOutage: (error: unknown) => boolean;
}
