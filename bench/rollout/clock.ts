import { setTimeout } from 'node:timers/promises';

/** Time, injected: the emulation's rules are tested under the virtual clock of `@seaworthy/runtime/testing`. */
export interface Clock {
  /** Milliseconds since an arbitrary origin, monotonic. */
  now(): number;
  /** Resolves after `ms` milliseconds. @throws the signal's reason once it aborts */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};
