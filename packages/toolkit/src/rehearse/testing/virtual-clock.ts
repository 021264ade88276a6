import { clockOf, type Clock, type Timer } from '../clock.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that moves only when told: `advance(ms)` fires all that falls due, in order, and lets promises settle between. */
export class VirtualClock implements Clock {
  #now = 0;
  /** Sorted by time, then by creation. */
  readonly #due: Due[] = [];
  readonly #whole = clockOf({ now: () => this.now(), after: (ms, run) => this.after(ms, run) });

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#whole.sleep(ms, signal);
  }

  after(ms: number, run: () => void): Timer {
    const due: Due = { at: this.#now + Math.max(0, ms), run };
    const later = this.#due.findIndex(({ at }) => at > due.at);
    this.#due.splice(later === -1 ? this.#due.length : later, 0, due);
    return {
      clear: () => {
        const index = this.#due.indexOf(due);
        if (index !== -1) this.#due.splice(index, 1);
      },
    };
  }

  /** How many timers and sleeps are pending. */
  get pending(): number {
    return this.#due.length;
  }

  /** Moves time by `ms`. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  /** Moves time to `at`, in milliseconds since the clock began. */
  async advanceTo(at: number): Promise<void> {
    await this.advance(at - this.#now);
  }

  /** Moves time, a millisecond in each turn of the event loop, until `promise` is settled: sockets are read meanwhile. */
  async advanceDuring<T>(promise: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const settled = () => void (state.isSettled = true);
    promise.then(settled, settled);
    while (!state.isSettled) await this.advance(1);
    return promise;
  }
}

/** Lets every promise that is already resolved run its continuations. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
