import { connect, type ClientHttp2Session } from 'node:http2';
import { dial, type ClientSocket, type Distance } from '../distance/index.ts';
import type { Target } from '../router.ts';

/** A connection of HTTP/2 with prior knowledge, with what is known of it. */
export class Session {
  readonly http2: ClientHttp2Session;
  readonly pod: string;
  /** Counted over the whole load. */
  readonly number: number;
  /** It has carried a request before the current one. */
  used = false;
  readonly #socket: ClientSocket;
  #goneAway = false;
  #abandoned = false;

  constructor(target: Target, number: number, distance: Distance) {
    const { pod, host, port } = target;
    this.pod = pod;
    this.number = number;
    const socket = dial(target, distance);
    this.#socket = socket;
    this.http2 = connect(`http://${host}:${port}`, { createConnection: () => socket });
    // Each of its streams reports the failure.
    this.http2.on('error', () => {});
    this.http2.once('goaway', () => (this.#goneAway = true));
  }

  /** It can carry another request: Node marks a session closed as soon as GOAWAY has been read. */
  get isOpen(): boolean {
    return !this.http2.closed && !this.http2.destroyed;
  }

  /** GOAWAY was read. */
  get goneAway(): boolean {
    return this.#goneAway;
  }

  /** It was given up before anybody answered its SYN: nothing was sent on it. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Nobody has answered its SYN so far. */
  get connecting(): boolean {
    return this.#socket.connecting && !this.http2.destroyed;
  }

  /** Gives it up if nobody has answered its SYN so far. */
  abandonUnconnected(): void {
    if (!this.connecting) return;
    this.#abandoned = true;
    this.http2.destroy();
  }
}
