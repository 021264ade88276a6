import { MIN_BLOCK_BYTES } from './block-sizes.ts';
import { blocks } from './blocks.ts';

/** The most bytes that a unit of a string takes in UTF-8. */
const MAX_BYTES_A_UNIT = 3;
const EMPTY = Buffer.alloc(0);

/** Puts bytes together in one block of the pool, and moves to a larger one where that is full. */
export class BlockWriter {
  #block: Buffer = EMPTY;
  #expectedBytes: number;
  #length = 0;

  /** @param expectedBytes how much will come, as far as that is known. No memory is taken before anything has. */
  constructor(expectedBytes = MIN_BLOCK_BYTES) {
    this.#expectedBytes = expectedBytes;
  }

  /** All of `text`, and room for nothing else. */
  static of(text: string): BlockWriter {
    // What is appended is measured anyhow: nothing more is expected.
    const writer = new BlockWriter(0);
    writer.appendText(text);
    return writer;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written. */
  get bytes(): Buffer {
    return this.#block.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#makeRoomFor(bytes.length);
    this.#block.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  appendText(text: string): void {
    if (text.length * MAX_BYTES_A_UNIT > this.#block.length - this.#length)
      this.#makeRoomFor(Buffer.byteLength(text));
    this.#length += this.#block.write(text, this.#length);
  }

  /** Puts `byte` in the place of the last one. */
  replaceLast(byte: number): void {
    this.#block[this.#length - 1] = byte;
  }

  /** Gives the memory back. */
  release(): void {
    const block = this.#block;
    this.#block = EMPTY;
    this.#length = 0;
    if (block !== EMPTY) blocks.give(block);
  }

  #makeRoomFor(bytes: number): void {
    const needed = this.#length + bytes;
    const full = this.#block;
    if (needed <= full.length) return;
    this.#block = blocks.take(Math.max(needed, this.#expectedBytes, 2 * full.length));
    this.#block.set(full.subarray(0, this.#length));
    if (full !== EMPTY) blocks.give(full);
  }
}
