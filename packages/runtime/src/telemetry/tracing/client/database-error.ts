import { errorType } from '../span/index.ts';

/**
 * The word in capitals that begins an error reply of Redis: `WRONGTYPE Operation against a key…` (Redis, "Redis error messages"). None has a
 * digit; where one is, a script answers with what may be different each time, such as `ORDER_4711 is locked`.
 */
const REPLY = /^[A-Z][A-Z_]+(?= |$)/;

/**
 * What the database itself answered, `db.response.status_code`: the SQLSTATE of PostgreSQL, the prefix of Redis. Undefined for errors of its
 * client, such as ECONNREFUSED.
 */
export function responseStatus(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // pg's DatabaseError has a severity; what Redis' clients make of a reply has neither code nor, of node-redis, a name.
  if ('severity' in error) return errorType(error);
  return 'code' in error ? undefined : REPLY.exec(error.message)?.[0];
}

/** The `error.type` of a call to a database, by the conventions its status where it has one. */
export function databaseErrorType(error: unknown): string {
  return responseStatus(error) ?? errorType(error);
}
