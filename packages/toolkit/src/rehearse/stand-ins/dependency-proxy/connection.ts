import { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { DependencyTarget } from './address.ts';
import { Link, type Conditions } from './link.ts';

/** A client's connection and the one to the dependency that belongs to it. */
export class Connection {
  readonly #client: Socket;
  readonly #upstream = new Socket({ allowHalfOpen: true });
  readonly #target: DependencyTarget;
  readonly #links: readonly Link[];
  #opened = false;
  #reached = false;
  #over = false;

  /** @param closed called once both sockets are gone, with what kept the dependency from being reached, if that was so */
  constructor(
    client: Socket,
    target: DependencyTarget,
    clock: Clock,
    conditions: () => Conditions,
    closed: (unreached: Error | undefined) => void,
  ) {
    this.#client = client;
    this.#target = target;
    const upstream = this.#upstream;
    client.setNoDelay(true);
    // Whoever gives up on a silent connection is not kept waiting for the dependency to come back.
    client.on('end', () => !this.#opened && this.reset());
    this.#links = [
      new Link(client, upstream, clock, conditions),
      new Link(upstream, client, clock, conditions),
    ];
    const left = new Set([client, upstream]);
    let unreached: Error | undefined;
    upstream.on('error', (error) => {
      if (!this.#reached && !this.#over) unreached = error;
    });
    upstream.once('connect', () => (this.#reached = true));
    for (const socket of [client, upstream]) {
      socket.on('error', () => this.reset());
      socket.on('close', () => {
        left.delete(socket);
        if (left.size === 0) closed(unreached);
      });
    }
  }

  /** Connects to the dependency, unless it has been done. */
  open(): void {
    if (this.#opened || this.#over) return;
    this.#opened = true;
    this.#upstream.setNoDelay(true);
    this.#upstream.connect(this.#target);
  }

  /** Something may pass that might not before. */
  pump(): void {
    for (const link of this.#links) link.pump();
  }

  /** Ends both sides at once: the client sees a reset (RST), and so does the dependency. */
  reset(): void {
    if (this.#over) return;
    this.#over = true;
    for (const link of this.#links) link.close();
    this.#client.resetAndDestroy();
    // A Unix socket has no reset.
    if (this.#opened && 'port' in this.#target) this.#upstream.resetAndDestroy();
    else this.#upstream.destroy();
  }
}
