import type { Socket } from 'node:net';

/** What one direction holds at most, in bytes, before its source has to wait. */
const LIMIT = 2 ** 20;

/** One direction of a connection: whatever comes in goes out in order, once it may and as fast as it is taken. */
export class Link {
  readonly #source: Socket;
  readonly #destination: Socket;
  readonly #passes: () => boolean;
  /** Undefined: the source ended. */
  readonly #queue: (Buffer | undefined)[] = [];
  #bytes = 0;

  /** @param passes whether anything may pass now */
  constructor(source: Socket, destination: Socket, passes: () => boolean) {
    this.#source = source;
    this.#destination = destination;
    this.#passes = passes;
    source.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes >= LIMIT) source.pause();
      this.#add(chunk);
    });
    // The other direction stays open: half-closed connections are passed on as such.
    source.on('end', () => this.#add(undefined));
    destination.on('drain', () => this.pump());
  }

  /** Delivers all that may be delivered now. */
  pump(): void {
    while (this.#queue.length > 0 && this.#passes() && !this.#destination.writableNeedDrain)
      this.#deliver(this.#queue.shift());
  }

  /** Drops what is left. */
  close(): void {
    this.#queue.length = 0;
  }

  #add(chunk: Buffer | undefined): void {
    this.#queue.push(chunk);
    this.pump();
  }

  #deliver(chunk: Buffer | undefined): void {
    if (chunk === undefined) {
      this.#destination.end();
      return;
    }
    this.#destination.write(chunk);
    this.#bytes -= chunk.length;
    if (this.#bytes < LIMIT && this.#source.isPaused()) this.#source.resume();
  }
}
