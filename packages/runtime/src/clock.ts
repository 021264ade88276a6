// As a global it is looked up, by a getter, for every use.
import { performance } from 'node:perf_hooks';

/** A timer that can be cancelled: `clear()`, or `using`. */
export interface Timer extends Disposable {
  readonly clear: () => void;
}

/**
 * Time, injected: everything that waits or measures takes a clock, so that its rules can be tested under a virtual one
 * (`VirtualClock` of `@seaworthy/runtime/testing`).
 */
export interface Clock {
  /** Milliseconds since an arbitrary origin, monotonic. */
  now(): number;
  /** Milliseconds since the Unix epoch, for time stamps only. */
  wallTime(): number;
  /** Calls `run` once after `ms` milliseconds. The timer does not keep the process alive. */
  after(ms: number, run: () => void): Timer;
  /**
   * Resolves after `ms` milliseconds. The wait keeps the process alive.
   *
   * @throws the signal's reason once `signal` aborts
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after: (ms, run) => startTimer(ms, run, (handle) => handle.unref()),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        wait.clear();
        reject(signal?.reason);
      };
      const wait = startTimer(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** As long as setTimeout can wait, in milliseconds (almost 25 days): what is longer, it would not wait for at all. */
const LONGEST_MS = 2 ** 31 - 1;

function startTimer(ms: number, run: () => void, adapt = (handle: NodeJS.Timeout) => handle): Timer {
  const wait = (left: number): NodeJS.Timeout =>
    adapt(
      left > LONGEST_MS
        ? setTimeout(() => (handle = wait(left - LONGEST_MS)), LONGEST_MS)
        : // What was due when it was computed may be past by now, and Node warns of a time below 0.
          setTimeout(run, Math.max(0, left)),
    );
  let handle = wait(ms);
  return timer(() => clearTimeout(handle));
}

/** A {@link Timer} from its cancelling function. */
export function timer(clear: () => void): Timer {
  return { clear, [Symbol.dispose]: clear };
}
