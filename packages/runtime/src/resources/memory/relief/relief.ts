import { timer, type Timer } from '../../../clock.ts';
import type { PressureLevel } from '../../../events.ts';

/** How short memory is. Sizes in bytes. */
export interface Pressure {
  /** How near the limit is. */
  readonly level: PressureLevel;
  /** What should be given back, in bytes. */
  readonly bytes: number;
  /** The hard limit of the cgroup, in bytes: above it the kernel kills. */
  readonly limitBytes: number;
  /** From here on memory is given back, in bytes. */
  readonly softLimitBytes: number;
  /** What is in use, in bytes. */
  readonly usedBytes: number;
}

/**
 * Gives memory back: empties a cache, drops a buffer. Returns how many bytes it let go of, 0 or nothing where it doesn't
 * know. It must not block. What it throws is told once, by the event `listener.failed`, and keeps no other from being asked.
 */
export type PressureListener = (pressure: Pressure) => number | void;

/** A cache that gives back when asked, and may grow again later. */
export interface Shrinkable {
  /** What it holds, in bytes. */
  readonly bytes: number;
  /** Lets go of `bytes`, as far as it has them, and returns how many. */
  shrink(bytes: number): number;
  /** Memory is plentiful again. Called once a second. */
  recover(): void;
}

/** Who can give memory back. */
export class Relief {
  readonly #listeners = new Set<PressureListener>();
  readonly #caches = new Set<Shrinkable>();
  readonly #onError: (error: unknown) => void;
  readonly #failed = new WeakSet<PressureListener>();

  /** @param onError told of the first error of each listener */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(listener: PressureListener): Timer {
    this.#listeners.add(listener);
    return timer(() => this.#listeners.delete(listener));
  }

  addCache(cache: Shrinkable): Timer {
    this.#caches.add(cache);
    return timer(() => this.#caches.delete(cache));
  }

  /** Asks the caches, each for its share by size, and then everyone else. Returns how many bytes were let go of. */
  ask(pressure: Pressure): number {
    const total = [...this.#caches].reduce((sum, { bytes }) => sum + bytes, 0);
    let freed = 0;
    for (const cache of this.#caches)
      if (total > 0) freed += cache.shrink(Math.ceil((pressure.bytes * cache.bytes) / total));
    for (const listener of this.#listeners)
      freed += this.#tell(listener, { ...pressure, bytes: Math.max(0, pressure.bytes - freed) });
    return freed;
  }

  recover(): void {
    for (const cache of this.#caches) cache.recover();
  }

  /** Whoever asks is in the middle of keeping the process alive: the application's own mistakes must not end it there. */
  #tell(listener: PressureListener, pressure: Pressure): number {
    try {
      // It need not have passed a compiler.
      const freed: unknown = listener(pressure);
      if (freed instanceof Promise) freed.catch((error: unknown) => this.#report(listener, error));
      return typeof freed === 'number' && Number.isFinite(freed) ? Math.max(0, freed) : 0;
    } catch (error) {
      this.#report(listener, error);
      return 0;
    }
  }

  /** Once: it may be asked two hundred times a second. */
  #report(listener: PressureListener, error: unknown): void {
    if (this.#failed.has(listener)) return;
    this.#failed.add(listener);
    this.#onError(error);
  }
}
