/** A turn of the event loop that takes longer, in milliseconds, is a stall: a turn serves some requests in microseconds. */
const STALL_MS = 0.5;

/**
 * Watches the load's own event loop, which must never sleep. Where it stood still, be it for its own garbage or for another process on
 * its core, a latency says nothing of the server. Disposing of it ends the watch.
 */
export class OwnStalls implements Disposable {
  readonly #stalls: { readonly from: number; readonly to: number }[] = [];
  #last = performance.now();
  #ended = false;

  constructor() {
    this.#turn();
  }

  /** Whether the loop stood still between two moments by `performance.now()`. */
  overlap(from: number, to: number): boolean {
    return this.#stalls.some((stall) => stall.from < to && stall.to > from);
  }

  [Symbol.dispose](): void {
    this.#ended = true;
  }

  #turn(): void {
    const now = performance.now();
    if (now - this.#last > STALL_MS) this.#stalls.push({ from: this.#last, to: now });
    this.#last = now;
    if (!this.#ended) setImmediate(() => this.#turn());
  }
}
