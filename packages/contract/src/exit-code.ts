/**
 * What a service's exit status means. The kubelet restarts on any of them under `restartPolicy: Always`; the number is
 * for people and for `kubectl describe pod`. 64–79 stay clear of the shell's 126–128 and of `128 + signal`, and follow
 * sysexits.h where it has a fitting code.
 */
export const ExitCode = {
  /** Everything was released within the budget. */
  ok: 0,
  /** An uncaught exception or unhandled rejection; a short drain was tried. */
  crash: 1,
  /** The command line was not understood (sysexits EX_USAGE). */
  usage: 64,
  /** A migration failed; it was rolled back where it ran in a transaction (sysexits EX_DATAERR). */
  migrationFailed: 65,
  /** A server that was waited for did not come up in time, or refused to be used (sysexits EX_NOHOST). */
  serverUnavailable: 68,
  /** A component could not start (sysexits EX_UNAVAILABLE). */
  startFailed: 69,
  /** A signal arrived during start; what had been started was released. */
  startAborted: 70,
  /** The schema's history does not fit the program's migrations: nothing was run. */
  migrationRefused: 71,
  /** A lock was not to be had in time: another process migrates, or a transaction holds a table. Run it again. */
  migrationLocked: 72,
  /** `migrate --status` found migrations that are not applied. */
  migrationsPending: 73,
  /** The deadline passed: work was aborted, and the log names it. */
  drainIncomplete: 75,
  /** A second signal: exit at once, after flushing logs. */
  forced: 76,
  /** The configuration was refused (sysexits EX_CONFIG). */
  configuration: 78,
} as const;

/** One of {@link ExitCode}'s numbers. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
