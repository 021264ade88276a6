/**
 * PostgreSQL through `pg`, an optional peer: a pool as a component, transactions, and what its errors mean. Imported as
 * `@seaworthy/runtime/postgres`.
 */
export { isOutage, isUniqueViolation } from './failure.ts';
export { postgres, type PostgresOptions } from './postgres.ts';
export type { PostgresConnection, PostgresTimeouts } from './settings.ts';
export { transaction, type Queryable } from './transaction.ts';
