import type { ClientConfig } from 'pg';
import { Secret } from '../../config/index.ts';
import type { PostgresConnection } from './connection.ts';

/**
 * Milliseconds, from the innermost limit to the outermost: each leaves the one before it time to be reported. What the
 * URL says of them comes first. Those that the server watches are sent when a connection is made, and a pooler such as
 * PgBouncer has to be told to let that pass: docs/guides/transactions.md, "Behind a pooler".
 */
export interface PostgresTimeouts {
  /** To wait for a lock (`lock_timeout`). Default 3000. */
  readonly lockMs?: number;
  /** For one statement, watched by the server (`statement_timeout`). Default 5000: below the patience of most clients. */
  readonly statementMs?: number;
  /**
   * For one statement, or each part of a cursor, watched here: the server may be gone without a word. Default: 1000 more than
   * `statementMs`, 6000 as a rule; none where that is 0. The URL calls it `query_timeout`.
   */
  readonly answerMs?: number;
  /**
   * Between two statements of a transaction (`idle_in_transaction_session_timeout`). Default 10,000: a replica that
   * hangs must not hold its locks.
   */
  readonly idleInTransactionMs?: number;
  /**
   * To wait for a connection, new or free. Default 3000: a request should be answered 503 before its client gives up. The URL
   * says nothing of it: `pg` passes over `connect_timeout`.
   */
  readonly connectMs?: number;
}

/** The driver's settings for a connection with its time-outs. */
export function clientConfig(connection: PostgresConnection, timeouts: PostgresTimeouts = {}): ClientConfig {
  const { lockMs = 3000, statementMs = 5000 } = timeouts;
  const { answerMs = statementMs === 0 ? 0 : statementMs + 1000 } = timeouts;
  const { idleInTransactionMs = 10_000, connectMs = 3000 } = timeouts;
  return {
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    query_timeout: answerMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    // So that a peer that vanished is noticed while nothing is asked of it.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A statement whose client is gone ends within a second (PostgreSQL 14 and newer), not when it has run its course.
    options: '-c client_connection_check_interval=1000',
    ...placeOf(connection),
  };
}

function placeOf(connection: PostgresConnection): ClientConfig {
  if (connection instanceof Secret) return { connectionString: connection.reveal() };
  return typeof connection === 'string' ? { connectionString: connection } : connection;
}
