import { SeaworthyError } from '../../errors.ts';
import type { CheckStatus } from '../../events.ts';

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

/**
 * Fills in the defaults.
 *
 * @throws {SeaworthyError} `SW_DEFINITION`: a figure is out of range
 */
export function completeCheck(check: CheckOptions): CompleteCheck {
  const complete = {
    name: check.name,
    run: (signal: AbortSignal) => check.run(signal),
    critical: check.critical ?? true,
    intervalMs: check.intervalMs ?? 5000,
    timeoutMs: check.timeoutMs ?? 2000,
    failureThreshold: check.failureThreshold ?? 2,
    successThreshold: check.successThreshold ?? 1,
  };
  for (const key of ['intervalMs', 'timeoutMs'] as const)
    if (!(complete[key] > 0 && Number.isFinite(complete[key])))
      throw refused(check, key, 'a positive number', complete[key]);
  for (const key of ['failureThreshold', 'successThreshold'] as const)
    if (!(Number.isInteger(complete[key]) && complete[key] >= 1))
      throw refused(check, key, 'a whole number from 1', complete[key]);
  return complete;
}

function refused({ name }: CheckOptions, key: string, expected: string, value: number): SeaworthyError {
  return new SeaworthyError('SW_DEFINITION', {
    what: `${key} must be ${expected}, not ${value}`,
    where: `check ${name}`,
  });
}
