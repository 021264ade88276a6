import { timer, type Clock, type Timer } from '../clock.ts';
import { SeaworthyError } from '../errors.ts';
import type { EventBus } from '../events.ts';
import type { CheckOptions } from '../probes/index.ts';
import {
  createCache,
  type Cache,
  type CacheOptions,
  type MemoryBudget,
  type MemoryGovernor,
  type PressureListener,
} from '../resources/index.ts';

/** The service's part in staying below its memory limit. */
export interface Memory {
  /** Undefined where there is no limit. */
  readonly budget: MemoryBudget | undefined;
  /** Calls `listener` when memory is short, until the returned handle is cleared. Never called without a limit. */
  onPressure(listener: PressureListener): Timer;
  /**
   * Makes a cache that gives way when memory is short. Without a limit it holds its `maxBytes`, or 64 MiB.
   *
   * @throws SeaworthyError SW_DEFINITION where an option is out of its range
   */
  createCache<Key extends {}, Value extends {}>(options: CacheOptions<Key, Value>): Cache<Key, Value>;
}

export function memoryOf(governor: MemoryGovernor | undefined): Memory {
  return {
    get budget() {
      return governor?.budget;
    },
    onPressure: (listener) => governor?.onPressure(listener) ?? timer(() => {}),
    createCache: (options) => createCache(governor, options),
  };
}

/** Unready as the last step: when what is alive without any request exceeds the soft limit. */
export function memoryCheck(governor: Pick<MemoryGovernor, 'ready'>): CheckOptions {
  return {
    name: 'memory',
    intervalMs: 1_000,
    run() {
      if (!governor.ready) throw new Error('more is alive without any request than the soft limit allows');
    },
  };
}

/** A pod that is unready for so long leaks, in milliseconds: no request can help it, only a new process. */
const GIVE_UP_AFTER_MS = 30_000;

/** Calls `giveUp` when memory stays exhausted: an orderly end comes before the kernel's. */
export function watchExhaustion(bus: EventBus, clock: Clock, giveUp: (error: SeaworthyError) => void): Timer {
  let waiting: Timer | undefined;
  return bus.on((event) => {
    if (event.type !== 'memory.readiness') return;
    waiting?.clear();
    if (event.ready) return;
    const { usedBytes, softLimitBytes } = event;
    waiting = clock.after(GIVE_UP_AFTER_MS, () =>
      giveUp(
        new SeaworthyError('SW_MEMORY_EXHAUSTED', {
          what: `${usedBytes} bytes stayed in use without any request, of ${softLimitBytes} allowed`,
        }),
      ),
    );
  });
}
