import type { ClientContext } from '../client.ts';
import type { RequestRouter, Upstream } from '../router.ts';
import { Http1Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import { Settling } from './settling.ts';

/** The connections of a proxy that speaks HTTP: it decides for each request, the sockets are here. */
export class UpstreamConnections implements Connections {
  readonly connectTimeoutMs: number;
  readonly #context: ClientContext<RequestRouter>;
  /** By the proxy's number of them. */
  readonly #open = new Map<number, Http1Connection>();
  readonly #upstreams = new WeakMap<Http1Connection, Upstream>();
  readonly #settling = new Settling((connection) => this.#release(connection, connection.isOpen));

  constructor(context: ClientContext<RequestRouter>) {
    this.#context = context;
    this.connectTimeoutMs = context.router.connectTimeoutMs;
    context.router.onExpired((id) => this.#closeUpstream(id));
  }

  take(client: number): Http1Connection | undefined {
    const { router } = this.#context;
    for (;;) {
      const upstream = router.acquire(client);
      if (upstream === undefined) return undefined;
      const connection = upstream.reused ? this.#open.get(upstream.id) : this.#connect(upstream);
      if (connection?.isOpen === true) {
        this.#upstreams.set(connection, upstream);
        return connection;
      }
      // Its end was read and its event is still to come.
      router.release(upstream, false);
      this.#closeUpstream(upstream.id);
    }
  }

  give(connection: Http1Connection, reusable: boolean): void {
    connection.used = true;
    if (reusable && connection.isOpen) this.#settling.add(connection);
    else this.#release(connection, false);
  }

  again(method: string, tries: number, failure: 'unconnected' | 'error' | 'timeout'): boolean {
    return this.#context.router.again({ method, tries, failure });
  }

  sweep(): void {
    // The proxy's pool tells by itself what it no longer keeps.
  }

  close(): void {
    for (const id of this.#open.keys()) this.#closeUpstream(id);
  }

  #release(connection: Http1Connection, isOpen: boolean): void {
    const upstream = this.#upstreams.get(connection);
    if (upstream === undefined) return;
    const isKept = this.#context.router.release(upstream, isOpen);
    if (!isKept) this.#closeUpstream(upstream.id);
  }

  #connect(upstream: Upstream): Http1Connection {
    const { id } = upstream;
    const context = this.#context;
    const connection = new Http1Connection(upstream, context.nextConnection(), 0, context, () => {
      this.#open.delete(id);
      context.router.dropped(id);
    });
    this.#open.set(id, connection);
    return connection;
  }

  #closeUpstream(id: number): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
  }
}
