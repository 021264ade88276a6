import { afterArrivals } from '../../after-arrivals.ts';
import type { Clock, Timer } from '../../clock.ts';
import { SeaworthyError } from '../../errors.ts';
import { observe, undecided } from './damping.ts';
import type { CheckResult, CompleteCheck } from './check-options.ts';
import { failureText } from './failure-text.ts';

/** A result that speaks against the status is asked about again after this, in milliseconds, not after a whole interval. */
const RECHECK_MS = 1000;

/** What a check runs with. */
export interface BackgroundContext {
  readonly clock: Clock;
  /** Spreads the intervals; uniform in [0, 1). */
  readonly random: () => number;
  /** Called after every run, with the result before and after. */
  readonly onResult: (before: CheckResult, after: CheckResult) => void;
}

/** A check that runs again and again, never twice at once. */
export interface BackgroundCheck {
  result(): CheckResult;
  /** Aborts the running check and starts no further one. */
  stop(): void;
}

/** Runs `check` at once, then on its interval. */
export function runInBackground(check: CompleteCheck, context: BackgroundContext): BackgroundCheck {
  const { clock, random, onResult } = context;
  let damped = undecided;
  let result: CheckResult = {
    name: check.name,
    critical: check.critical,
    status: damped.status,
    since: clock.wallTime(),
  };
  let isStopped = false;
  // Of the run that is under way. Each has its own: what a check leaves listening to it must not outlive the run.
  let running = new AbortController();
  let timer: Timer | undefined;

  const record = (startedAt: number, failure?: { error: unknown }) => {
    damped = observe(damped, failure === undefined, check);
    const before = result;
    const now = clock.wallTime();
    result = {
      name: check.name,
      critical: check.critical,
      status: damped.status,
      since: damped.status === before.status ? before.since : now,
      lastRunAt: now,
      durationMs: clock.now() - startedAt,
      ...(failure === undefined ? {} : { error: failureText(failure.error) }),
    };
    onResult(before, result);
  };

  const schedule = (run: () => void) => {
    const intervalMs = damped.against > 0 ? Math.min(RECHECK_MS, check.intervalMs) : check.intervalMs;
    // ±10 %, so that replicas that started together don't ask together.
    timer = clock.after(intervalMs * (0.9 + 0.2 * random()), run);
  };

  const run = () => {
    const startedAt = clock.now();
    running = new AbortController();
    const { signal } = running;
    let open = true;

    const overdue = () => {
      const error = new SeaworthyError('SW_CHECK_TIMEOUT', {
        what: `${open ? 'No answer' : 'Still running'} after ${Math.round(clock.now() - startedAt)} ms`,
        where: `check ${check.name}`,
      });
      open = false;
      record(startedAt, { error });
      // Counted as a failure again on every interval, but not started again: a hanging check must not pile up.
      schedule(overdue);
      running.abort(error);
    };
    const settle = (failure?: { error: unknown }) => {
      if (isStopped) return;
      timer?.clear();
      if (open) record(startedAt, failure);
      schedule(run);
    };

    timer = afterArrivals(clock, check.timeoutMs, overdue);
    void Promise.try(check.run, signal).then(
      () => settle(),
      (error: unknown) => settle({ error }),
    );
  };

  run();
  return {
    result: () => result,
    stop() {
      timer?.clear();
      isStopped = true;
      running.abort(new DOMException('Checks have been stopped', 'AbortError'));
    },
  };
}
