/** A timer that can be cancelled. */
export interface Timer {
  readonly clear: () => void;
}

/** Time, injected, so that each rule of Kubernetes' timing is tested under the virtual clock of `testing/`. */
export interface Clock {
  /** Milliseconds since an arbitrary origin, monotonic. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. */
  after(ms: number, run: () => void): Timer;
  /**
   * Resolves after `ms` milliseconds.
   *
   * @throws the signal's reason once `signal` aborts
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** As long as setTimeout can wait, in milliseconds (almost 25 days): what is longer, it would not wait for at all. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = clockOf({
  now: () => performance.now(),
  after(ms, run) {
    const wait = (left: number): NodeJS.Timeout =>
      left <= LONGEST_MS
        ? setTimeout(run, Math.max(0, left))
        : setTimeout(() => (handle = wait(left - LONGEST_MS)), LONGEST_MS);
    let handle = wait(ms);
    return { clear: () => clearTimeout(handle) };
  },
});

/** What a clock alone knows. */
interface Bare {
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => Timer;
}

/** A clock from what only it knows; sleeping is the same for all. */
export function clockOf({ now, after }: Bare): Clock {
  return {
    now,
    after,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const onAbort = () => {
          wait.clear();
          reject(signal?.reason);
        };
        const wait = after(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
