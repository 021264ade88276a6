import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../clock.ts';

/** What may pass now. */
export interface Conditions {
  readonly passes: boolean;
  /** How much later each chunk is delivered, in milliseconds. */
  readonly delayMs: number;
}

/** What one direction holds at most, in bytes, before its source has to wait. Half a second's worth at 2 MB/s. */
const LIMIT = 2 ** 20;

/** One direction of a connection: whatever comes in goes out in order, once it may and as fast as it is taken. */
export class Link {
  readonly #source: Socket;
  readonly #destination: Socket;
  readonly #clock: Clock;
  readonly #conditions: () => Conditions;
  /** Without a chunk: the source ended. */
  readonly #queue: { readonly chunk?: Buffer; readonly at: number }[] = [];
  #bytes = 0;
  #timer: Timer | undefined;

  constructor(source: Socket, destination: Socket, clock: Clock, conditions: () => Conditions) {
    this.#source = source;
    this.#destination = destination;
    this.#clock = clock;
    this.#conditions = conditions;
    source.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes >= LIMIT) source.pause();
      this.#add({ chunk, at: clock.now() });
    });
    // The other direction stays open: half-closed connections are passed on as such.
    source.on('end', () => this.#add({ at: clock.now() }));
    destination.on('drain', () => this.pump());
  }

  /** Delivers all that may be delivered now. */
  pump(): void {
    this.#timer?.clear();
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { passes, delayMs } = this.#conditions();
      if (!passes || this.#destination.writableNeedDrain) return;
      const waitMs = next.at + delayMs - this.#clock.now();
      if (waitMs > 0) {
        this.#timer = this.#clock.after(waitMs, () => this.pump());
        return;
      }
      this.#queue.shift();
      this.#deliver(next.chunk);
    }
  }

  /** Drops what is left. */
  close(): void {
    this.#timer?.clear();
    this.#queue.length = 0;
  }

  #add(entry: { readonly chunk?: Buffer; readonly at: number }): void {
    this.#queue.push(entry);
    if (this.#queue.length === 1) this.pump();
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
