import type { Queryable, Transact } from '../../src/stores/sql.ts';

/** A database that a suite runs on. */
export interface TestDatabase {
  readonly db: Queryable;
  readonly transact: Transact;
}
