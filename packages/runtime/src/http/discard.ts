import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { freeChunk } from './free-chunk.ts';

/**
 * How many refused bodies are read at a time. Clients that go on sending would otherwise share the connection to the
 * service's memory and processor with those that were let in, and in an overload they are many times more.
 */
const AT_A_TIME = 8;
/** Who has sent less between two looks, a second apart, is slow. */
const FAST_BYTES = 64 * 2 ** 10;

/**
 * Reads the bodies of refused requests to their ends and keeps nothing of them. They must be read: closing a connection
 * while its client sends would reset the answer away. In turn, since who has been answered can wait.
 */
export class Discards {
  readonly #queue = new Set<IncomingMessage>();
  /** …and the bytes of each since the last look. */
  readonly #open = new Map<IncomingMessage, number>();

  /** Whether it is the turn of `request`, so that only its client can hold it up. */
  isReading(request: IncomingMessage): boolean {
    return this.#open.has(request);
  }

  /** Whether it waits for its turn, so that its client is held up by us. */
  isWaiting(request: IncomingMessage): boolean {
    return this.#queue.has(request);
  }

  /** Lets `request` take its turn. `passing` is told of each part that went by. */
  add(request: IncomingMessage, passing: (bytes: number) => void): void {
    request.push = (chunk: Buffer | null) => {
      if (chunk === null) return Readable.prototype.push.call(request, null);
      passing(chunk.length);
      const bytes = this.#open.get(request);
      if (bytes !== undefined) this.#open.set(request, bytes + chunk.length);
      freeChunk(chunk);
      return !this.#queue.has(request);
    };
    // Node's own way of dropping a body reads all of them at once.
    (request as { _dump?: () => void })._dump = () => {};
    // Of a request that was answered, node does not tell that its connection is gone; in HTTP/2 its stream does.
    const socket = request.httpVersionMajor === 1 ? request.socket : undefined;
    const end = () => {
      socket?.off('close', end);
      this.#queue.delete(request);
      this.#open.delete(request);
      this.#next();
    };
    request.once('close', end);
    socket?.once('close', end);
    this.#wait(request);
    request.resume();
    this.#next();
  }

  /**
   * Ends the turns of slow clients where others wait. To be called now and then. Who sends fast keeps its turn to the end: the kernel has
   * made its buffer large, which would stay full while it waits, and is charged to the memory limit (cgroup version 2).
   */
  rotate(): void {
    let waiting = this.#queue.size;
    for (const [request, bytes] of this.#open) {
      this.#open.set(request, 0);
      if (bytes >= FAST_BYTES || waiting-- <= 0) continue;
      this.#open.delete(request);
      this.#wait(request);
    }
    this.#next();
  }

  /** Reads `request` out of turn: its connection is closing, and bounds it. */
  release(request: IncomingMessage): void {
    if (this.#queue.delete(request)) readOn(request);
    if (this.#open.delete(request)) this.#next();
  }

  #wait(request: IncomingMessage): void {
    request._read = () => {};
    this.#queue.add(request);
  }

  #next(): void {
    for (const request of this.#queue) {
      if (this.#open.size >= AT_A_TIME) return;
      this.#queue.delete(request);
      this.#open.set(request, 0);
      readOn(request);
    }
  }
}

function readOn(request: IncomingMessage): void {
  delete (request as Partial<Pick<IncomingMessage, '_read'>>)._read;
  request._read(0);
}
