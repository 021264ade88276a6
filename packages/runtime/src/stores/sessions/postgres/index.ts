/** Sessions in PostgreSQL. */
export { postgresSessionStore } from './postgres-store.ts';
export { sessionsSchema } from './schema.ts';
