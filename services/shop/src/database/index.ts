/** PostgreSQL through one driver: a real server, or the embedded one that speaks the same protocol. */
export { openDatabase, type Database } from './open.ts';
