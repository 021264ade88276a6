import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../clock.ts';
import type { Target } from '../router.ts';

/**
 * A TCP connection to a pod that is some way off: all that either end does is seen by the other one that much later, a
 * SYN and a FIN too. So a request may be on its way to a connection that its pod has closed, which between processes of
 * one machine hardly ever comes about.
 */
export class DistantSocket extends Duplex {
  /** As of `net.Socket`: nobody has answered its SYN so far. */
  connecting = true;
  readonly #target: Target;
  readonly #oneWayMs: number;
  readonly #clock: Clock;
  #socket: Socket | undefined;
  #departure: Timer | undefined;

  /** @param oneWayMs how long a packet takes, in milliseconds */
  constructor(target: Target, oneWayMs: number, clock: Clock) {
    super({ allowHalfOpen: false });
    this.#target = target;
    this.#oneWayMs = oneWayMs;
    this.#clock = clock;
  }

  override _construct(connected: (error?: Error) => void): void {
    this.#departure = this.#later(() => {
      const { host, port } = this.#target;
      const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
      this.#socket = socket;
      socket.once('connect', () => {
        this.#later(() => {
          this.connecting = false;
          connected();
          this.emit('connect');
        });
      });
      socket.on('error', (error) => {
        this.#later(() => (this.connecting ? connected(error) : this.destroy(error)));
      });
      socket.on('data', (bytes: Buffer) => void this.#later(() => this.#arrived(bytes)));
      socket.once('end', () => void this.#later(() => this.#arrived(null)));
      socket.once('close', () => void this.#later(() => this.destroy()));
    });
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, sent: () => void): void {
    this.#later(() => this.#socket?.write(bytes));
    // What is on its way takes no room at either end.
    sent();
  }

  override _final(sent: () => void): void {
    this.#later(() => this.#socket?.end());
    sent();
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    this.connecting = false;
    if (this.#socket === undefined) this.#departure?.clear();
    else this.#later(() => this.#socket?.destroy());
    destroyed(error);
  }

  #arrived(bytes: Buffer | null): void {
    if (!this.destroyed && !this.push(bytes)) this.#socket?.pause();
  }

  /** Timers of one length run in the order in which they were set: nothing overtakes anything. */
  #later(run: () => void): Timer {
    return this.#clock.after(this.#oneWayMs, run);
  }
}
