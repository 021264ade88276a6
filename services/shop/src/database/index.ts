/** PostgreSQL through one driver: a real server, or the embedded one that speaks the same protocol. */
export { database, type Database } from './database.ts';
export { embeddedPostgres } from './embedded.ts';
export { isOutage, isUniqueViolation } from './failure.ts';
export { serverAt } from './server.ts';
export { transaction, type Queryable } from './transaction.ts';
