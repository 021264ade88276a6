import type { Clock } from '../clock.ts';

/** The end of a stage of the shutdown budget. */
export interface Deadline {
  /** When it passes, in the clock's milliseconds. */
  readonly at: number;
  /** Milliseconds left, never negative. */
  remaining(): number;
  /** Aborts when it passes. */
  readonly signal: AbortSignal;
}

/** A deadline `ms` milliseconds from now. Clear its timer by `using` or `clear()` when the work is done. */
export function deadlineIn(clock: Clock, ms: number): Deadline & Disposable {
  const at = clock.now() + ms;
  const passed = new AbortController();
  const timer = clock.after(ms, () =>
    passed.abort(new DOMException('The deadline has passed', 'TimeoutError')),
  );
  return {
    at,
    remaining: () => Math.max(0, at - clock.now()),
    signal: passed.signal,
    [Symbol.dispose]: timer.clear,
  };
}
