/** Dependency checks: run in the background, cached, damped; a probe never waits for one. */
import { timer, type Clock, type Timer } from '../../clock.ts';
import { SeaworthyError } from '../../errors.ts';
import type { RuntimeEvent } from '../../events.ts';
import { runInBackground, type BackgroundCheck } from './background-check.ts';
import { completeCheck, type CheckResult, type CheckOptions } from './check-options.ts';

export type { CheckResult, CheckOptions } from './check-options.ts';
export { failureText } from './failure-text.ts';

/** What {@link createChecks} is given. */
export interface ChecksOptions {
  readonly clock: Clock;
  /** Receives a `check` event on every change of a status. */
  readonly emit: (event: RuntimeEvent) => void;
  /** Spreads the intervals; uniform in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** The checks of a service. */
export interface Checks {
  /**
   * Runs `check` at once, then on its interval.
   *
   * @throws {SeaworthyError} `SW_DEFINITION`: the name is taken, or a figure is out of range
   */
  add(check: CheckOptions): void;
  /** The latest result of every check, in the order of adding. */
  results(): readonly CheckResult[];
  /** Resolves once every critical check has a result, be it a failure; at the latest when the slowest one times out. */
  decided(): Promise<void>;
  /** Calls `listener` whenever a check was added or a run has ended, until the handle is cleared. */
  onChange(listener: () => void): Timer;
  /** Aborts what runs and starts nothing more. Results stay as they are. */
  stop(): void;
}

/** An empty set of checks. */
export function createChecks({ clock, emit, random = Math.random }: ChecksOptions): Checks {
  const checks = new Map<string, BackgroundCheck>();
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const onResult = (before: CheckResult, after: CheckResult) => {
    if (before.status !== after.status) emit(changeEvent(before, after));
    notify();
  };
  const results = () => [...checks.values()].map((check) => check.result());
  const isDecided = () => results().every(({ critical, status }) => !critical || status !== 'pending');
  return {
    add(check) {
      if (checks.has(check.name)) {
        throw new SeaworthyError('SW_DEFINITION', {
          what: 'Two checks have the same name',
          where: `check ${check.name}`,
        });
      }
      checks.set(check.name, runInBackground(completeCheck(check), { clock, random, onResult }));
      notify();
    },
    results,
    async decided() {
      const decided = Promise.withResolvers<void>();
      const look = () => isDecided() && decided.resolve();
      listeners.add(look);
      look();
      await decided.promise;
      listeners.delete(look);
    },
    onChange(listener) {
      listeners.add(listener);
      return timer(() => listeners.delete(listener));
    },
    stop() {
      for (const check of checks.values()) check.stop();
    },
  };
}

/** Whether the checks let the service be ready: all critical ones pass, and none still lacks its first result. */
export function allowReady(results: readonly CheckResult[]): boolean {
  return results.every(({ critical, status }) => !critical || status === 'passing');
}

function changeEvent(before: CheckResult, after: CheckResult): RuntimeEvent {
  return {
    type: 'check',
    check: after.name,
    critical: after.critical,
    from: before.status,
    to: after.status,
    ...(after.error === undefined ? {} : { error: after.error }),
  };
}
