import { sqlStateOf } from '../../migrations/index.ts';

/** Codes of Node's network errors, of both address lookup and connection. */
const NETWORK = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * SQLSTATEs of a server that can't serve now but may later: connection exceptions (class 08), too many connections,
 * deadlock, lock and statement time-outs, shutdown, crash, still starting (PostgreSQL manual, appendix A).
 */
const NOT_NOW = /^(?:08...|25P03|40P01|53300|55P03|57014|57P0[1-3])$/;

/** A setting of the connection that PgBouncer does not pass on: it never will, though it says so by 08P01 as all it says. */
const NEVER = /^unsupported startup parameter/;

/** What pg itself throws, without a code, when a connection is lost, late or already closed. */
const LOST =
  /^(?:Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client (?:has encountered|was closed)|Cannot use a pool after)/;

/**
 * Whether `error` means that the database can't be reached or can't serve now, and not that a statement was wrong: the
 * answer is 503, and another attempt later may succeed.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = sqlStateOf(error);
  if (code === '08P01' && NEVER.test(error.message)) return false;
  return code === undefined ? LOST.test(error.message) : NETWORK.has(code) || NOT_NOW.test(code);
}

/** Whether `error` says that a row with the same key exists (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}
