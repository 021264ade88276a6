/** State outside of the process. Services import each store by its subpath; here is what the runtime itself needs. */
export { askPostgres } from './postgres/ask.ts';
export type { MigrationPool, PostgresConnection } from './postgres/index.ts';
export { migrationDatabase, pooledMigrationDatabase } from './postgres/migration-database.ts';
