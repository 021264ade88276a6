/** Sessions in PostgreSQL. */
export { postgresSessionStore, type PostgresSessionOptions } from './postgres-store.ts';
export { sessionsSchema } from './schema.ts';
