import type { Clock } from '../../clock.ts';

/**
 * Go's time.Ticker with a trigger beside it, as a probe worker waits on both: ticks are counted from the ticker's own
 * start, one that nobody waited for is kept (and no more than one), and a trigger starts the period anew.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  #nextTick: number;
  #triggered = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock, periodMs: number) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#nextTick = clock.now() + periodMs;
  }

  /** Ends the present wait, or the next one if there is none. */
  trigger(): void {
    this.#triggered = true;
    this.#wake?.();
  }

  /**
   * Resolves at the next tick or trigger.
   *
   * @throws the signal's reason once it aborts
   */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#triggered) await this.#tickOrTrigger(signal);
    signal.throwIfAborted();
    const now = this.#clock.now();
    if (this.#triggered) this.#nextTick = now + this.#periodMs;
    else
      this.#nextTick += (Math.floor(Math.max(0, now - this.#nextTick) / this.#periodMs) + 1) * this.#periodMs;
    this.#triggered = false;
  }

  #tickOrTrigger(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer.clear();
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = this.#clock.after(this.#nextTick - this.#clock.now(), done);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}
