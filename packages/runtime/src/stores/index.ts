/** State outside of the process. Services import each store by its subpath; here is what the runtime itself needs. */
export {
  askPostgres,
  migrationDatabase,
  pooledMigrationDatabase,
  type MigrationPool,
  type PostgresConnection,
} from './postgres/index.ts';
