import type { CheckStatus } from '../../events.ts';
import { checkRanges, type Range } from '../../ranges.ts';

/** A question to something that the service depends on, asked in the background, for readiness. */
export interface CheckOptions {
  /** Unique name, as in the contract's dependencies. */
  readonly name: string;
  /** Resolves when the dependency works, rejects or throws when it doesn't. `signal` aborts at the time-out. */
  run(signal: AbortSignal): unknown;
  /** True: the service is unready while it fails. False: degraded, still serving. Default true. */
  readonly critical?: boolean;
  /**
   * Milliseconds between the end of a run and the next, spread by ±10 %; at most 1000 while a threshold is being counted, so
   * that an outage is known soon. Default 5000.
   */
  readonly intervalMs?: number;
  /** Milliseconds until a run counts as failed. Default 2000. */
  readonly timeoutMs?: number;
  /** Failures in a row until a passing check fails. Default 2: one lost packet is no outage. */
  readonly failureThreshold?: number;
  /** Successes in a row until a failing check passes. Default 1: after an outage, capacity is wanted back at once. */
  readonly successThreshold?: number;
  /**
   * Refused by the type: no dependency decides about liveness. When a database is down, a restart repairs nothing, and
   * every replica restarting at once turns its outage into ours.
   */
  readonly liveness?: never;
}

/** What is known of a check. Time stamps are milliseconds since the Unix epoch. */
export interface CheckResult {
  readonly name: string;
  readonly critical: boolean;
  readonly status: CheckStatus;
  /** When the status last changed. */
  readonly since: number;
  /** When the last run ended or timed out. Undefined: none did yet. */
  readonly lastRunAt?: number;
  /** How long the last run took, in milliseconds. */
  readonly durationMs?: number;
  /** Why the last run failed, in one short line without credentials. Undefined: it passed. */
  readonly error?: string;
}

/** A check with every default filled in. */
export type CompleteCheck = Required<Omit<CheckOptions, 'liveness'>>;

const time: Range = { above: 0, finite: true };
const threshold: Range = { from: 1, whole: true };
const ranges = {
  intervalMs: time,
  timeoutMs: time,
  failureThreshold: threshold,
  successThreshold: threshold,
};

/**
 * Fills in the defaults.
 *
 * @throws {SeaworthyError} `SW_DEFINITION`: a figure is out of range
 */
export function completeCheck(check: CheckOptions): CompleteCheck {
  const { name, critical = true } = check;
  const { intervalMs = 5000, timeoutMs = 2000, failureThreshold = 2, successThreshold = 1 } = check;
  const figures = { intervalMs, timeoutMs, failureThreshold, successThreshold };
  checkRanges(figures, ranges, `check ${name}`, 'Correct it where the check is added.');
  return { name, run: (signal) => check.run(signal), critical, ...figures };
}
