import { Problem } from '../../api/index.ts';

/** Lets so many run at once; the others wait in line, up to a bound, and are refused beyond. */
export class Turns {
  #free: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, mostWaiting: number) {
    this.#free = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** @throws Problem 503 where too many wait; what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  async #wait(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting)
      throw new Problem(503, 'Too many people log in just now. Try again shortly.', { retryAfter: 2 });
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
