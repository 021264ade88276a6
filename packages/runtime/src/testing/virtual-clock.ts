import { timer, type Clock, type Timer } from '../clock.ts';

/** A clock that moves only when told: `advance(ms)` fires everything due, in order, and lets promises settle between. */
export class VirtualClock implements Clock {
  #now = 0;
  #sequence = 0;
  readonly #due = new Map<number, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const id = this.#sequence++;
    this.#due.set(id, { at: this.#now + Math.max(0, ms), run });
    return timer(() => this.#due.delete(id));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        wait.clear();
        reject(signal?.reason);
      };
      const wait = this.after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** How many timers and sleeps are pending. */
  get pending(): number {
    return this.#due.size;
  }

  /** Moves time by `ms`, firing what falls due in order of time, then of creation. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [id, { at, run }] = next;
      this.#due.delete(id);
      this.#now = at;
      run();
      await settle();
    }
    this.#now = end;
  }

  #next(end: number) {
    return [...this.#due]
      .filter(([, { at }]) => at <= end)
      .toSorted(([idA, a], [idB, b]) => a.at - b.at || idA - idB)[0];
  }
}

/** Lets every promise that is already resolved run its continuations. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
