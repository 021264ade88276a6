const LONGEST = 30;
/** As many refusals as this share of the grants are as it should be: somebody is always there to take free room. */
const WANTED = 0.5;

/**
 * When refused clients should come again, in seconds. One second would bring all of them back at once, to be refused
 * again at the cost of reading their bodies; so the time grows until about as many return as can be served.
 */
export class RetryAdvice {
  readonly #random: () => number;
  #seconds = 1;
  #granted = 0;
  #refused = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  granted(): void {
    this.#granted++;
  }

  refused(): void {
    this.#refused++;
  }

  /** Takes stock. To be called once a second. */
  tick(): void {
    const ratio = this.#refused / (this.#granted + 1) / WANTED;
    this.#seconds = Math.min(LONGEST, Math.max(1, this.#seconds * Math.min(2, Math.max(0.8, ratio))));
    this.#granted = 0;
    this.#refused = 0;
  }

  /** Whole seconds, as RFC 9110 §10.2.3 has them, spread so that not all return together. */
  get seconds(): number {
    return Math.ceil(this.#seconds * (1 + this.#random() / 2));
  }
}
