/**
 * What the exit status of the `seaworthy` command means. Numbers follow sysexits.h where it has a fitting code, as
 * {@link ExitCode} does for services.
 */
export const CommandExitCode = {
  /** Done. */
  ok: 0,
  /** What was looked at is not as it should be: contradictions, findings, lost requests. */
  findings: 1,
  /** The command line was not understood (EX_USAGE). */
  usage: 64,
  /** A file or a program given to the command is wrong or missing (EX_DATAERR). */
  input: 65,
  /** Something outside could not be had: a registry, an archive, a container engine (EX_UNAVAILABLE). */
  unavailable: 69,
  /** A defect of the command itself (EX_SOFTWARE). */
  defect: 70,
  /** Reading or writing failed, such as on a full disk (EX_IOERR). */
  io: 74,
  /**
   * Nothing failed for certain, and what was seen may be a failure: the rehearsal itself stood still meanwhile, as on an overloaded
   * machine. Run it again (EX_TEMPFAIL).
   */
  inconclusive: 75,
  /** Access was refused (EX_NOPERM). */
  denied: 77,
  /** A signal interrupted the command: 128 + SIGINT, as shells report it. */
  interrupted: 130,
} as const;

/** One of {@link CommandExitCode}'s numbers. */
export type CommandExitCode = (typeof CommandExitCode)[keyof typeof CommandExitCode];
