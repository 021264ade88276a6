import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '../../clock.ts';
import type { Target } from '../router.ts';

/**
 * A TCP connection to a pod that is some way off: all that either end does is seen by the other one that much later, a
 * SYN and a FIN too. So a request may be on its way to a connection that its pod has closed, which between processes of
 * one machine hardly ever comes about.
 */
export class DistantSocket extends Duplex {
  /** As of `net.Socket`: nobody has answered its SYN so far. */
  connecting = true;
  readonly #oneWayMs: number;
  readonly #clock: Clock;
  #socket: Socket | undefined;
  /** What is sent once its SYN is answered. */
  readonly #held: (() => void)[] = [];

  /** @param oneWayMs how long a packet takes, in milliseconds */
  constructor(target: Target, oneWayMs: number, clock: Clock) {
    super({ allowHalfOpen: false });
    this.#oneWayMs = oneWayMs;
    this.#clock = clock;
    this.#later(() => this.#connect(target));
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, sent: () => void): void {
    this.#send(() => this.#socket?.write(bytes));
    // What is on its way takes no room at either end.
    sent();
  }

  override _final(sent: () => void): void {
    this.#send(() => this.#socket?.end());
    sent();
  }

  override _destroy(error: Error | null, destroyed: (error: Error | null) => void): void {
    this.connecting = false;
    this.#held.length = 0;
    this.#later(() => this.#socket?.destroy());
    destroyed(error);
  }

  #connect({ host, port }: Target): void {
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    this.#socket = socket;
    socket.once('connect', () => this.#later(() => this.#connected()));
    socket.on('error', (error) => this.#later(() => this.destroy(error)));
    socket.on('data', (bytes: Buffer) => this.#later(() => this.#arrived(bytes)));
    socket.once('end', () => this.#later(() => this.#arrived(null)));
    socket.once('close', () => this.#later(() => this.destroy()));
  }

  #connected(): void {
    if (this.destroyed) return;
    this.connecting = false;
    for (const run of this.#held.splice(0)) this.#later(run);
    this.emit('connect');
  }

  #arrived(bytes: Buffer | null): void {
    if (!this.destroyed && !this.push(bytes)) this.#socket?.pause();
  }

  #send(run: () => void): void {
    if (this.connecting) this.#held.push(run);
    else this.#later(run);
  }

  /** Timers of one length run in the order in which they were set: nothing overtakes anything. */
  #later(run: () => void): void {
    this.#clock.after(this.#oneWayMs, run);
  }
}
