import type { Clock, Timer } from '../../clock.ts';
import { afterArrivals } from '../../after-arrivals.ts';

/** How connections end when the process drains. */
export interface DrainOptions {
  /**
   * How long after the listener has closed an idle keep-alive connection is still kept for its next request, which is
   * answered with `Connection: close`; at most until the end of the in-flight budget. A client that is already writing
   * on a connection loses the request when it closes (node #60617). Default `Infinity` in Kubernetes, 0 elsewhere.
   */
  readonly idleHoldMs?: number;
  /** Spreads the ends of WebSockets and event streams. Default `Math.random`. */
  readonly random?: () => number;
}

/** Long-lived connections end no sooner than after this share of the drain delay: by then the endpoint is gone as a
 * rule, so that clients reconnect to another pod. */
const firstEnd = 0.4;

/** With no drain delay, they end within this share of the in-flight budget… */
const shareOfBudget = 0.1;
/** …and at most this many milliseconds. */
const longestSpread = 1_000;

/** Whether the process drains, and when its long-lived connections are to end. */
export class Drain {
  readonly #clock: Clock;
  readonly #random: () => number;
  #from = 0;
  #until = 0;
  /** True from the start of the drain: every response ends its connection. */
  active = false;
  /** True once it is known when long-lived connections are to end. */
  ending = false;
  /** True once the drain delay is over. */
  finishing = false;
  /** True once idle connections are no longer held. */
  idleOver = false;

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Starts the drain, with `delayMs` of further accepting. Where there is none, {@link finish} starts it. */
  begin(delayMs: number): void {
    this.active = true;
    this.#endWithin(firstEnd * delayMs, delayMs);
  }

  /** Starts the in-flight stage, of `budgetMs`. */
  finish(budgetMs: number): void {
    this.active = true;
    this.finishing = true;
    this.#endWithin(0, Math.min(shareOfBudget * budgetMs, longestSpread));
  }

  /** Calls `end` at a moment drawn evenly from what is left of the window. */
  endLater(end: () => void): Timer {
    const now = this.#clock.now();
    const from = Math.max(now, this.#from);
    const until = Math.max(from, this.#until);
    return afterArrivals(this.#clock, from - now + this.#random() * (until - from), end);
  }

  #endWithin(fromMs: number, untilMs: number): void {
    const now = this.#clock.now();
    this.#from = now + fromMs;
    this.#until = now + untilMs;
    this.ending = true;
  }
}
