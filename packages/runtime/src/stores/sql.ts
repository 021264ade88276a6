/** What runs a statement: a pool or client of `pg`, PGlite, or a transaction of either. */
export interface Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the row's type is the caller's, as in pg and PGlite
  query<R extends object>(text: string, values?: unknown[]): Promise<{ rows: R[] }>;
}

/**
 * Runs `work` in a transaction of its own: committed when it resolves, rolled back when it rejects.
 *
 * @throws what `work` throws
 */
export type Transact = <T>(work: (tx: Queryable) => Promise<T>, signal?: AbortSignal) => Promise<T>;
