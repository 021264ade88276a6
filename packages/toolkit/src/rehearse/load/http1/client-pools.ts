import type { ClientContext } from '../client.ts';
import type { ConnectionRouter } from '../router.ts';
import { Http1Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { Settling } from './settling.ts';

/** What a client keeps of idle connections; more are closed at once (Node's `maxFreeSockets`). */
const MAX_IDLE = 256;

/**
 * The pools of clients behind kube-proxy. A kept connection belongs to the Service as a whole, as behind a ClusterIP:
 * only a new one is routed. The one that was used last is taken first, as Go and Node do, `Keep-Alive: timeout` is not
 * read, as most clients do not, and one that the peer closed is dropped unless a request had been sent already.
 */
export class ClientPools implements Connections {
  readonly connectTimeoutMs = undefined;
  readonly #context: ClientContext<ConnectionRouter>;
  /** By the client, the longest idle first. */
  readonly #pools: Http1Connection[][];
  readonly #settling = new Settling((connection) => this.#keep(connection));
  #isClosed = false;

  constructor(context: ClientContext<ConnectionRouter>) {
    this.#context = context;
    this.#pools = Array.from({ length: context.plan.clients }, () => []);
  }

  take(client: number, fresh: boolean): Http1Connection | undefined {
    return (fresh ? undefined : this.#takeIdle(client)) ?? this.#open(client);
  }

  give(connection: Http1Connection, reusable: boolean): void {
    connection.used = true;
    if (reusable && connection.isOpen) this.#settling.add(connection);
    else connection.close();
  }

  again(): boolean {
    return false;
  }

  sweep(): void {
    const now = this.#context.clock.now();
    for (const [client, pool] of this.#pools.entries()) {
      const oldest = now - this.#idleTimeoutOf(client);
      while (pool[0] !== undefined && pool[0].idleSince <= oldest) pool.shift()?.close();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const pool of this.#pools) for (const connection of pool.splice(0)) connection.close();
  }

  #keep(connection: Http1Connection): void {
    const pool = this.#pools[connection.owner];
    if (this.#isClosed || !connection.isOpen || pool === undefined || pool.length >= MAX_IDLE)
      return connection.close();
    connection.idleSince = this.#context.clock.now();
    pool.push(connection);
  }

  #takeIdle(client: number): Http1Connection | undefined {
    const oldest = this.#context.clock.now() - this.#idleTimeoutOf(client);
    for (let found; (found = this.#pools[client]?.pop()) !== undefined;) {
      if (found.isOpen && found.idleSince > oldest) return found;
      found.close();
    }
    return undefined;
  }

  #open(client: number): Http1Connection | undefined {
    const target = this.#context.router.route(client);
    if (target === undefined) return undefined;
    const context = this.#context;
    return new Http1Connection(target, context.nextConnection(), client, context, (connection) => {
      const pool = this.#pools[client] ?? [];
      const index = pool.indexOf(connection);
      if (index >= 0) pool.splice(index, 1);
    });
  }

  #idleTimeoutOf(client: number): number {
    const { idleTimeoutsMs } = this.#context.plan;
    return idleTimeoutsMs[client % idleTimeoutsMs.length] ?? Infinity;
  }
}
