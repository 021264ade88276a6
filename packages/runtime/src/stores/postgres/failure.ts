import { sqlStateOf } from '../../sql-state.ts';

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

/** SQLSTATE of a write to a server that only reads: a standby, such as a primary after its failover. */
const READ_ONLY = '25006';

/**
 * SQLSTATEs of a server that can't serve now but may later: connection exceptions (class 08), one that only reads, idle and
 * transaction time-outs, serialization failure (on a standby: a conflict with what it replays), deadlock, out of connections,
 * memory or disk (class 53), lock and statement time-outs, shutdown, crash, still starting (PostgreSQL manual, appendix A).
 */
const NOT_NOW = /^(?:08...|25006|25P0[34]|40001|40P01|53...|55P03|57014|57P0[1-35])$/;

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

/**
 * Whether `error` says that the server only reads. Its connection is good for nothing to whoever writes: another may lead to the
 * primary, where the name or a proxy leads there by now.
 */
export function isReadOnly(error: unknown): boolean {
  return sqlStateOf(error) === READ_ONLY;
}

/** Whether `error` says that a row with the same key exists (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}
