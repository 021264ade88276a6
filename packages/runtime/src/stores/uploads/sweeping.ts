import type { Timer } from '../../clock.ts';
import { timer } from '../../clock.ts';
import type { StartContext } from '../../lifecycle/index.ts';
import type { ObjectStore } from './store/index.ts';

/** How often, and what for. */
export interface SweepOptions {
  /** For events. */
  readonly name: string;
  readonly store: ObjectStore;
  /** Milliseconds after which an unfinished upload is given up. */
  readonly expireAfterMs: number;
  /** Milliseconds between two sweeps. */
  readonly everyMs: number;
  readonly swept: (count: number) => void;
}

/** Removes what killed processes and vanished clients have left, now and then, until the returned handle is cleared. */
export function keepSwept(
  { clock, emit }: Pick<StartContext, 'clock' | 'emit'>,
  { name, store, expireAfterMs, everyMs, swept }: SweepOptions,
  random: () => number = Math.random,
): Timer {
  let failures = 0;
  let stopped = false;
  const sweep = async () => {
    try {
      swept(await store.sweep(clock.wallTime() - expireAfterMs));
      failures = 0;
    } catch (error) {
      emit({
        type: 'worker.failed',
        worker: `${name} sweep`,
        attempt: ++failures,
        retryInMs: everyMs,
        error,
      });
    }
    if (!stopped) next = clock.after(everyMs, () => void sweep());
  };
  // Replicas that start together do not sweep together.
  let next = clock.after(random() * everyMs, () => void sweep());
  return timer(() => {
    stopped = true;
    next.clear();
  });
}
