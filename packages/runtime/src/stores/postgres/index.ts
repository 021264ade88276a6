/**
 * PostgreSQL through `pg`, an optional peer: a pool as a component, transactions, and what its errors mean. Imported as
 * `@seaworthy/runtime/postgres`.
 */
export { isOutage, isUniqueViolation } from './failure.ts';
export type { MigrationPool } from './migration-database.ts';
export { postgres, type PostgresOptions } from './postgres.ts';
export type { PostgresConnection, PostgresServer } from './connection.ts';
export type { PostgresTimeouts } from './settings.ts';
export { transaction } from './transaction.ts';
export type { Queryable } from '../sql.ts';
