/** How much may be granted until memory is looked at again, in bytes. Some of it may be in idle blocks. */
export class Headroom {
  readonly #trim: (bytes: number) => number;
  #bytes: number;
  /** Of them: what is not in idle blocks. */
  #freeBytes: number;

  /** @param trim gives so many bytes of idle blocks back, as far as there are any, and returns how many */
  constructor(bytes: number, trim: (bytes: number) => number) {
    this.#trim = trim;
    this.#bytes = bytes;
    this.#freeBytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** After a look at memory. */
  found(bytes: number, idleBytes: number): void {
    this.#bytes = bytes;
    this.#freeBytes = bytes - idleBytes;
  }

  /**
   * Takes `bytes` off. Idle blocks serve the `inBlocks` of them that are for a body read into a block; before anything else may take
   * their place, they are given back.
   */
  spend(bytes: number, inBlocks: number): void {
    this.#bytes -= bytes;
    const beside = bytes - inBlocks;
    if (beside <= 0) return;
    if (beside > this.#freeBytes) this.#freeBytes += this.#trim(beside - this.#freeBytes);
    this.#freeBytes -= beside;
  }

  /** They were not needed. */
  giveBack(bytes: number): void {
    this.#bytes += bytes;
    this.#freeBytes += bytes;
  }
}
