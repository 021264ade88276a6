/** A turn of the event loop that takes longer, in milliseconds, is a stall… */
const STALL_MS = 0.5;
/** …beyond what it takes if every connection has an answer in that turn, as after a pause of the server. */
const ANSWER_MS = 0.03;
/** How long after it was due a request's latency is looked after, in milliseconds, however long the answer takes. */
const SPAN_MS = 10;

/** A time in which the load stood still, by `performance.now()`. */
export interface Stall {
  readonly from: number;
  readonly to: number;
}

/**
 * Of these times at which requests fell due, those that tell of the server: the load did not stand still within 10 ms from then on.
 * It looks at nothing else, so that a slow answer is left out no sooner than a quick one that was due at the same time. What stalls the load
 * later counts as the server's.
 */
export function undisturbed<Request extends { readonly due: number }>(
  requests: readonly Request[],
  stalls: readonly Stall[],
): Request[] {
  return requests.filter(({ due }) => !stalls.some(({ from, to }) => from < due + SPAN_MS && to > due));
}

/**
 * Watches the load's own event loop, which must never sleep. Where it stood still, be it for its own garbage or for another process on
 * its core, a latency says nothing of the server. Disposing of it ends the watch.
 */
export class OwnStalls implements Disposable {
  readonly stalls: Stall[] = [];
  readonly #atLeastMs: number;
  #last = performance.now();
  #ended = false;

  constructor(connections: number) {
    this.#atLeastMs = STALL_MS + connections * ANSWER_MS;
    this.#turn();
  }

  [Symbol.dispose](): void {
    this.#ended = true;
  }

  #turn(): void {
    const now = performance.now();
    if (now - this.#last > this.#atLeastMs) this.stalls.push({ from: this.#last, to: now });
    this.#last = now;
    if (!this.#ended) setImmediate(() => this.#turn());
  }
}
