import type { Clock, Timer } from '../clock.ts';

/** A sleep of less than this is not to be had from a timer of Node. */
const TICK_MS = 1;

/**
 * Calls `send` at a constant rate, whatever becomes of earlier requests: an open loop, so that a stalled service still
 * gets every request that was due (no coordinated omission). What a late wake-up missed is caught up in order, each
 * with the time at which it was due.
 */
export class Arrivals {
  readonly #clock: Clock;
  readonly #send: (dueAt: number) => void;
  #perSecond = 0;
  #nextAt = Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock, send: (dueAt: number) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** From now on so many a second; 0 pauses. What was due by now is still sent. */
  rate(perSecond: number): void {
    this.#sendDue();
    this.#timer?.clear();
    this.#perSecond = perSecond;
    this.#nextAt = this.#clock.now() + this.#intervalMs;
    this.#schedule();
  }

  get #intervalMs(): number {
    return this.#perSecond > 0 ? 1000 / this.#perSecond : Infinity;
  }

  #schedule(): void {
    if (this.#nextAt === Infinity) return;
    const wait = Math.max(TICK_MS, this.#nextAt - this.#clock.now());
    this.#timer = this.#clock.after(wait, () => {
      this.#sendDue();
      this.#schedule();
    });
  }

  #sendDue(): void {
    const now = this.#clock.now();
    for (; this.#nextAt <= now; this.#nextAt += this.#intervalMs) this.#send(this.#nextAt);
  }
}
