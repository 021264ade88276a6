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
  /** …at least since what is not in demand was freed. */
  #leastIdleBytes = 0;
  #asked = 0;
  #takenBytes = 0;
  /** Who does not give a block back leaves it to the collector. */
  readonly #collected = new FinalizationRegistry<number>((size) => (this.#takenBytes -= size));

  /** Bytes of the blocks that are in use. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Bytes of the blocks that nobody uses. */
  get idleBytes(): number {
    return this.#idleBytes;
  }

  /** A block of `bytes` or somewhat more, with whatever was in it before. */
  take(bytes: number): Buffer {
    const size = blockSizeFor(bytes);
    const idle = isKept(size) ? this.#shelfOf(size).blocks.pop() : undefined;
    if (idle !== undefined) this.#change(-size);
    const block = idle === undefined ? Buffer.allocUnsafeSlow(size) : Buffer.from(idle);
    if (size < MIN_BLOCK_BYTES) return block;
    this.#takenBytes += size;
    this.#collected.register(block, size, block);
    return block;
  }

  /**
   * Takes a block back. Its memory moves to another ArrayBuffer, so that whoever still holds the block finds it empty and
   * never sees what comes into it next. No operation of the system may be under way on it.
   */
  give(block: Buffer): void {
    const { buffer } = block;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength === 0) return;
    const size = buffer.byteLength;
    if (this.#collected.unregister(block)) this.#takenBytes -= size;
    const isWanted = isKept(size) && this.#makeRoomFor(size);
    try {
      if (!isWanted) return void buffer.transfer(0);
      this.#shelfOf(size).blocks.push(buffer.transfer());
      this.#change(size);
    } catch {
      // Its user had marked it as not to be moved: the collector has it.
    }
  }

  /** Bounds what is idle, in bytes. Default 8 MiB. */
  limitIdle(bytes: number): void {
    this.#maxIdleBytes = bytes;
    this.#makeRoomFor(0);
  }

  /** Frees `bytes` or somewhat more of what is idle, without a collection, and returns how many those were. */
  free(bytes: number): number {
    const before = this.#idleBytes;
    while (before - this.#idleBytes < bytes) {
      const size = this.#oldest();
      if (size === undefined) break;
      this.#drop(size);
    }
    return before - this.#idleBytes;
  }

  /** Frees half of what was idle all the time since the last call: so much is not in demand. To be called now and then. */
  decay(): void {
    this.free(this.#leastIdleBytes / 2);
    this.#leastIdleBytes = this.#idleBytes;
  }

  /** Frees blocks of the sizes that were not asked for longest. False: not even so there is room. */
  #makeRoomFor(size: number): boolean {
    if (size > this.#maxIdleBytes) return false;
    while (this.#idleBytes + size > this.#maxIdleBytes) {
      const oldest = this.#oldest();
      // There are enough of its own.
      if (oldest === undefined || oldest === size) return false;
      this.#drop(oldest);
    }
    return true;
  }

  /** Of the sizes of which there are blocks, the one that was not asked for longest. */
  #oldest(): number | undefined {
    let oldest: number | undefined;
    let least = Infinity;
    for (const [size, { blocks, askedAt }] of this.#shelves) {
      if (blocks.length === 0 || askedAt >= least) continue;
      oldest = size;
      least = askedAt;
    }
    return oldest;
  }

  #drop(size: number): void {
    const block = this.#shelves.get(size)?.blocks.pop();
    if (block === undefined) return;
    block.transfer(0);
    this.#change(-size);
  }

  #change(bytes: number): void {
    this.#idleBytes += bytes;
    this.#leastIdleBytes = Math.min(this.#leastIdleBytes, this.#idleBytes);
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
