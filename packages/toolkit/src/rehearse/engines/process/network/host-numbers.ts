import { ToolkitError } from '../../../../errors.ts';

/**
 * The numbers of the pods within their network. They come again as late as possible: neighbours and connections remember the last one who
 * had an address.
 */
export class HostNumbers {
  readonly #first: number;
  readonly #last: number;
  readonly #taken = new Set<number>();
  #latest: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
    this.#latest = last;
  }

  /**
   * One that nobody has.
   *
   * @throws ToolkitError SW_MACHINE_EXHAUSTED where there is none
   */
  take(): number {
    const all = this.#last - this.#first + 1;
    if (this.#taken.size === all)
      throw new ToolkitError('SW_MACHINE_EXHAUSTED', {
        what: `All ${all} addresses of the rehearsal’s network are in use`,
      });
    do this.#latest = this.#latest === this.#last ? this.#first : this.#latest + 1;
    while (this.#taken.has(this.#latest));
    this.#taken.add(this.#latest);
    return this.#latest;
  }

  /** Its pod is gone. */
  free(number: number): void {
    this.#taken.delete(number);
  }
}
