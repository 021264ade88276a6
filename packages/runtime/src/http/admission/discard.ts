import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { freeChunk } from '../../free-chunk.ts';

/**
 * How many refused bodies are read at a time. Clients that go on sending would otherwise share the connection to the
 * service's memory and processor with those that were let in, and in an overload they are many times more.
 */
const AT_A_TIME = 8;

/**
 * Reads the bodies of refused requests to their ends and keeps nothing of them. They must be read: closing a connection
 * while its client sends would reset the answer away. In turn, since who has been answered can wait.
 */
export class Discards {
  readonly #queue = new Set<IncomingMessage>();
  readonly #open = new Set<IncomingMessage>();

  /** Whether it is the turn of `request`, so that only its client can hold it up. */
  isReading(request: IncomingMessage): boolean {
    return this.#open.has(request);
  }

  /** Whether others wait for their turn. */
  get isAwaited(): boolean {
    return this.#queue.size > 0;
  }

  /** Lets `request` take its turn. `passing` is told of each part that went by. */
  add(request: IncomingMessage, passing: (bytes: number) => void): void {
    request.push = (chunk: Buffer | null) => {
      if (chunk === null) return Readable.prototype.push.call(request, null);
      passing(chunk.length);
      freeChunk(chunk);
      return this.#open.has(request);
    };
    // Node's own way of dropping a body reads all of them at once.
    (request as { _dump?: () => void })._dump = () => {};
    request._read = () => {};
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
    request.resume();
    this.#queue.add(request);
    this.#next();
  }

  #next(): void {
    for (const request of this.#queue) {
      if (this.#open.size >= AT_A_TIME) return;
      this.#queue.delete(request);
      this.#open.add(request);
      delete (request as Partial<Pick<IncomingMessage, '_read'>>)._read;
      request._read(0);
    }
  }
}
