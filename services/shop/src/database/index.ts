/** PostgreSQL through one driver: a real server, or the embedded one that speaks the same protocol. */
export type { Database } from './database.ts';
export { isOutage, isUniqueViolation } from './failure.ts';
export { openDatabase } from './open.ts';
export { transaction, type Queryable } from './transaction.ts';
