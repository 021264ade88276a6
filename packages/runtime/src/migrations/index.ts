/**
 * The schema of a service's database: run each migration once, verify that none was edited, and gate the service's start
 * on it. What a database is, the caller says: nothing here knows a driver.
 */
export type { MigrationClient, MigrationDatabase } from './database.ts';
export { schemaGate } from './gate.ts';
export { checkList, loadMigrations, type MigrationSource } from './load.ts';
export { baseline, migrate, previewMigrate, readPlan, revert, type MigrateOptions } from './migrate.ts';
export type { CodeMigration, Migration, SqlMigration } from './migration.ts';
export { describePlan, describePending } from './report.ts';
export type { MigrationSettings } from './settings.ts';
