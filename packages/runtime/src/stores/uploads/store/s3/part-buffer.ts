const FIRST_BYTES = 64 * 1024;

/** Collects the bytes of one part. It grows by doubling, so that a small upload takes little, and is used again. */
export class PartBuffer {
  readonly #capacity: number;
  #buffer = Buffer.alloc(0);
  #length = 0;

  /** @param capacity the most bytes that it takes */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#length;
  }

  get full(): boolean {
    return this.#length === this.#capacity;
  }

  /** What was collected, until `clear`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Takes as much of `chunk` as there is room for, and returns the rest. */
  append(chunk: Uint8Array): Uint8Array {
    const taken = Math.min(chunk.length, this.#capacity - this.#length);
    this.#grow(this.#length + taken);
    this.#buffer.set(chunk.subarray(0, taken), this.#length);
    this.#length += taken;
    return chunk.subarray(taken);
  }

  clear(): void {
    this.#length = 0;
  }

  #grow(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const doubled = Math.max(needed, 2 * this.#buffer.length, FIRST_BYTES);
    const grown = Buffer.allocUnsafe(Math.min(doubled, this.#capacity));
    grown.set(this.bytes);
    this.#buffer = grown;
  }
}
