/** Lines that wait for the reader. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** How many lines are lost with it. */
  readonly lines: number;
  /** Dropped only when nothing else is left. */
  readonly urgent: boolean;
}

/**
 * Chunks in their order, of which those that are not urgent can be dropped first. Everything takes constant time: where a
 * reader stalls for long, each line that comes is dropped for another.
 */
export class ChunkQueue {
  readonly #plain = new Fifo<Numbered>();
  readonly #urgent = new Fifo<Numbered>();
  #pushed = 0;
  #lines = 0;

  get first(): Chunk | undefined {
    return this.#firstLine().first;
  }

  /** Lines of all chunks. */
  get lines(): number {
    return this.#lines;
  }

  push(chunk: Chunk): void {
    this.#lines += chunk.lines;
    (chunk.urgent ? this.#urgent : this.#plain).push({ ...chunk, number: this.#pushed++ });
  }

  /** Takes the first one out. */
  shift(): Chunk | undefined {
    return this.#without(this.#firstLine().shift());
  }

  /** Takes out the oldest one that is not urgent, else the oldest. */
  drop(): Chunk | undefined {
    return this.#without(this.#plain.shift() ?? this.#urgent.shift());
  }

  #without(chunk: Chunk | undefined): Chunk | undefined {
    this.#lines -= chunk?.lines ?? 0;
    return chunk;
  }

  #firstLine(): Fifo<Numbered> {
    const [plain, urgent] = [this.#plain.first, this.#urgent.first];
    if (urgent === undefined) return this.#plain;
    return plain === undefined || urgent.number < plain.number ? this.#urgent : this.#plain;
  }
}

interface Numbered extends Chunk {
  readonly number: number;
}

/** An array's own `shift` moves all that is left. */
class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}
