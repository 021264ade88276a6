import type { Ticket } from './ticket.ts';

/** Latencies are judged in windows of at least this length in milliseconds, and of so many requests. */
const WINDOW_MS = 100;
const WINDOW_REQUESTS = 16;
/** A window lowers the limit to no less than this share. */
const LARGEST_CUT = 0.5;
/** Without congestion for so long, in milliseconds, there is no limit. */
const FORGET_MS = 10_000;
/** Latency belongs to the concurrency if it falls with it: where concurrency fell to this share… */
const FEWER = 0.8;
/** …and latency stayed above this share, it does not. */
const AS_SLOW = 0.9;

/** When a request began, and among how many. */
type Began = Pick<Ticket, 'runningSince' | 'concurrency'>;

/** What a window came to. */
interface Window {
  /** How many ran when its requests began: theirs is the latency. */
  readonly concurrency: number;
  readonly excess: number;
}

/**
 * How many requests may run at once, found by the gradient of latency. There is no limit until latencies exceed what is
 * normal; then each window sets it to the concurrency times the gradient (tolerated over measured), plus a queue of its
 * square root. By Little's law (L = λW) latency falls with concurrency where requests queue for something; where it does
 * not fall, something else has become slow, and to refuse requests would not help.
 */
export class ConcurrencyLimit {
  readonly #minimum: number;
  #excesses: number[] = [];
  #concurrencies: number[] = [];
  #windowFrom = 0;
  /** What began before the last change tells nothing of its effect. */
  #changedAt = -Infinity;
  #congestedAt = -Infinity;
  #before: Window | undefined;
  value = Infinity;

  constructor(minimum: number) {
    this.#minimum = minimum;
  }

  /**
   * Takes one finished request into account.
   *
   * @param excess its latency as a multiple of what is tolerated
   * @returns the excess that is to be taken for normal from now on; 1 as a rule
   */
  record(excess: number, { runningSince, concurrency }: Began, now: number): number {
    if (runningSince < this.#changedAt) return 1;
    if (this.#excesses.length === 0) this.#windowFrom = now;
    this.#excesses.push(excess);
    this.#concurrencies.push(concurrency);
    if (this.#excesses.length < WINDOW_REQUESTS || now - this.#windowFrom < WINDOW_MS) return 1;
    const window = { excess: medianOf(this.#excesses), concurrency: medianOf(this.#concurrencies) };
    this.#excesses = [];
    this.#concurrencies = [];
    return this.#judge(window, now);
  }

  /** Lifts the limit once there has been no congestion for long. */
  relax(now: number): void {
    if (now - this.#congestedAt >= FORGET_MS) this.value = Infinity;
  }

  #judge(window: Window, now: number): number {
    const { excess, concurrency } = window;
    const before = this.#before;
    const fewer = before === undefined || concurrency <= FEWER * before.concurrency;
    const congested = excess > 1;
    if (congested && before !== undefined && fewer && excess >= AS_SLOW * before.excess) {
      this.#before = undefined;
      this.#changedAt = now;
      this.value = Infinity;
      return excess;
    }
    // At the minimum it is not ours by definition; but before it grows again, it is asked whether fewer were any faster.
    if (!congested || concurrency <= this.#minimum) {
      if (!congested) this.#before = undefined;
      if (concurrency >= this.value / 2) this.value += Math.sqrt(this.value);
      return 1;
    }
    this.#congestedAt = now;
    this.#changedAt = now;
    if (fewer) this.#before = window;
    const lowered = concurrency * Math.max(LARGEST_CUT, 1 / excess) + Math.sqrt(concurrency);
    this.value = Math.max(this.#minimum, Math.min(this.value, concurrency, lowered));
    return 1;
  }
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
