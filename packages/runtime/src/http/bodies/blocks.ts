import { blockSizeFor, MAX_BLOCK_BYTES, MIN_BLOCK_BYTES } from './block-sizes.ts';

const DEFAULT_IDLE_BYTES = 8 * 2 ** 20;

/** The idle blocks of one size. */
interface Shelf {
  readonly blocks: ArrayBuffer[];
  /** When it was last asked, by the pool's count. */
  askedAt: number;
}

/**
 * Memory for bodies, in blocks that are used again. New memory of that size is mapped page by page, and as garbage it
 * hastens collections of the whole heap; a block that is given back costs neither.
 */
export class Blocks {
  readonly #shelves = new Map<number, Shelf>();
  #maxIdleBytes = DEFAULT_IDLE_BYTES;
  #idleBytes = 0;
  #asked = 0;

  /** Bytes of the blocks that nobody uses. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  /** A block of `bytes` or somewhat more, with whatever was in it before. */
  take(bytes: number): Buffer {
    const size = blockSizeFor(bytes);
    if (!isKept(size)) return Buffer.allocUnsafeSlow(size);
    const block = this.#shelfOf(size).blocks.pop();
    if (block === undefined) return Buffer.allocUnsafeSlow(size);
    this.#idleBytes -= size;
    return Buffer.from(block);
  }

  /**
   * Takes a block back. Its memory moves to another ArrayBuffer, so that whoever still holds the block finds it empty and
   * never sees what comes into it next. No operation of the system may be under way on it.
   */
  give({ buffer }: Buffer): void {
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength === 0) return;
    const size = buffer.byteLength;
    const isWanted = isKept(size) && this.#makeRoomFor(size);
    try {
      if (!isWanted) return void buffer.transfer(0);
      this.#shelfOf(size).blocks.push(buffer.transfer());
      this.#idleBytes += size;
    } catch {
      // Its user had marked it as not to be moved: the collector has it.
    }
  }

  /** Bounds what is idle, in bytes. Default 8 MiB. */
  limitIdle(bytes: number): void {
    this.#maxIdleBytes = bytes;
    this.#makeRoomFor(0);
  }

  /** Frees every idle block, without a collection, and returns how many bytes those were. */
  shrink(): number {
    const before = this.#idleBytes;
    for (const size of this.#shelves.keys()) while (this.#drop(size));
    return before - this.#idleBytes;
  }

  /** Frees blocks of the sizes that were not asked for longest. False: not even so there is room. */
  #makeRoomFor(size: number): boolean {
    if (size > this.#maxIdleBytes) return false;
    while (this.#idleBytes + size > this.#maxIdleBytes) {
      const [oldest] = [...this.#shelves]
        .filter(([, { blocks }]) => blocks.length > 0)
        .toSorted(([, a], [, b]) => a.askedAt - b.askedAt);
      // There are enough of its own.
      if (oldest === undefined || oldest[0] === size) return false;
      this.#drop(oldest[0]);
    }
    return true;
  }

  #drop(size: number): boolean {
    const block = this.#shelves.get(size)?.blocks.pop();
    if (block === undefined) return false;
    block.transfer(0);
    this.#idleBytes -= size;
    return true;
  }

  #shelfOf(size: number): Shelf {
    let shelf = this.#shelves.get(size);
    if (shelf === undefined) this.#shelves.set(size, (shelf = { blocks: [], askedAt: 0 }));
    shelf.askedAt = ++this.#asked;
    return shelf;
  }
}

/** The blocks of this process. */
export const blocks = new Blocks();

function isKept(size: number): boolean {
  return size >= MIN_BLOCK_BYTES && size <= MAX_BLOCK_BYTES && blockSizeFor(size) === size;
}
