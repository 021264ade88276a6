/** State outside of the process. Services import each store by its subpath; here is what the runtime itself needs. */
export { askPostgres } from './postgres/ask.ts';
// Not through its index.ts, whose declarations need those of `pg`.
export type { PostgresConnection } from './postgres/connection.ts';
export {
  migrationDatabase,
  pooledMigrationDatabase,
  type MigrationPool,
} from './postgres/migration-database.ts';
