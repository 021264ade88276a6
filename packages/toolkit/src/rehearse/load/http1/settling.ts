import type { Http1Connection } from './connection.ts';

/**
 * Connections whose answer was just read. Their end may have arrived with it and is read one turn of the event loop later:
 * until then none may carry another request, which would be lost by nobody but this thread.
 */
export class Settling {
  readonly #settled: (connection: Http1Connection) => void;
  #read: Http1Connection[] = [];

  /** @param settled called with each after sockets have been read once more */
  constructor(settled: (connection: Http1Connection) => void) {
    this.#settled = settled;
  }

  add(connection: Http1Connection): void {
    this.#read.push(connection);
    if (this.#read.length === 1) setImmediate(() => this.#wait());
  }

  #wait(): void {
    const waiting = this.#read;
    this.#read = [];
    // An immediate that is set by another one runs in the next turn.
    setImmediate(() => {
      for (const connection of waiting) this.#settled(connection);
    });
  }
}
