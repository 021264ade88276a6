/** How migrations wait. All in milliseconds. */
export interface MigrationSettings {
  /** How long to wait for a database that is down, each time it is. Default 60,000. */
  readonly databaseTimeoutMs?: number;
  /** How long to wait while another process migrates. Default 600,000: a Deployment's progressDeadlineSeconds. */
  readonly turnTimeoutMs?: number;
  /**
   * How long a statement waits for a lock (`lock_timeout`). Default 1000: whoever comes after waits behind it, since
   * PostgreSQL grants locks in order, so that is how long the service may stall behind one attempt.
   */
  readonly lockTimeoutMs?: number;
  /** How long to attempt again and again what had to wait for a lock. Default 300,000. */
  readonly lockRetryMs?: number;
  /**
   * How long a statement may run within a transaction, which keeps every lock that it has taken (`statement_timeout`); 0:
   * any time. Default 60,000.
   */
  readonly statementTimeoutMs?: number;
}

/** The settings with every default filled in. */
export function completeSettings(settings: MigrationSettings = {}): Required<MigrationSettings> {
  return {
    databaseTimeoutMs: settings.databaseTimeoutMs ?? 60_000,
    turnTimeoutMs: settings.turnTimeoutMs ?? 600_000,
    lockTimeoutMs: settings.lockTimeoutMs ?? 1000,
    lockRetryMs: settings.lockRetryMs ?? 300_000,
    statementTimeoutMs: settings.statementTimeoutMs ?? 60_000,
  };
}
