import { backoff } from '../backoff.ts';

/** A process that has served for so long did not die of how it starts, in milliseconds. */
const STEADY_MS = 60_000;
/** So many short lives in a row are a loop: the kubelet, which waits longer and shows it, is to go on with it. */
const SHORT_LIVES = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * When a process that died is replaced: at once after a long life, since one crash is no pattern; then after 1, 2 and 4 s,
 * less up to half of it; and no more after five short lives in a row.
 */
export class Restarts {
  readonly #random: () => number;
  #shortLives = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /**
   * Takes note of a death.
   *
   * @param servedMs how long it had served
   * @returns milliseconds until it is to be replaced; undefined: give up
   */
  died(servedMs: number): number | undefined {
    this.#shortLives = servedMs >= STEADY_MS ? 1 : this.#shortLives + 1;
    if (this.#shortLives >= SHORT_LIVES) return undefined;
    if (this.#shortLives === 1) return 0;
    return backoff(this.#shortLives - 1, FIRST_WAIT_MS, LONGEST_WAIT_MS, this.#random);
  }
}
