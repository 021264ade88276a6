import type { Clock, Timer } from '../clock.ts';

/** The end of a stage of the shutdown budget. A fault in the middle of a stop brings it forward. */
export interface Deadline {
  /** Milliseconds left, never negative. */
  remaining(): number;
  /** Aborts when it passes. */
  readonly signal: AbortSignal;
}

/** A deadline of one's own. Clear its timer by `using` when the work is done. */
export interface MovableDeadline extends Deadline, Disposable {
  /** From now on it passes at `at`, in the clock's milliseconds: at once where that has been. No effect once it was cleared. */
  moveTo(at: number): void;
}

/** A deadline `ms` milliseconds from now. @param within aborts its signal too, where that passes before */
export function deadlineIn(clock: Clock, ms: number, within?: Deadline): MovableDeadline {
  let at = clock.now() + ms;
  const passed = new AbortController();
  const pass = () => passed.abort(new DOMException('The deadline has passed', 'TimeoutError'));
  let timer: Timer | undefined = clock.after(ms, pass);
  const clear = () => {
    timer?.clear();
    timer = undefined;
  };
  return {
    remaining: () => Math.max(0, at - clock.now()),
    signal: within === undefined ? passed.signal : AbortSignal.any([passed.signal, within.signal]),
    moveTo(to) {
      if (timer === undefined) return;
      at = to;
      timer.clear();
      timer = clock.after(Math.max(0, at - clock.now()), pass);
    },
    [Symbol.dispose]: clear,
  };
}

/** True once `work` has settled, false once the deadline has passed first; rejects with what `work` rejects with. */
export async function orTimeout(work: Promise<unknown>, deadline: Deadline): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const onLate = () => late.resolve(false);
  // One turn of grace: work that is done already counts, however late it is asked.
  if (deadline.signal.aborted) setImmediate(onLate);
  else deadline.signal.addEventListener('abort', onLate, { once: true });
  try {
    return await Promise.race([work.then(() => true), late.promise]);
  } finally {
    deadline.signal.removeEventListener('abort', onLate);
  }
}
