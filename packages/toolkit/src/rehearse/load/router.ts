/** Where a connection goes. */
export interface Target {
  readonly pod: string;
  readonly host: string;
  readonly port: number;
}

/** A proxy's connection to a pod, for one request. */
export interface Upstream extends Target {
  /** The proxy's own number of it. */
  readonly id: number;
  /** It is open already: it carried a request before. */
  readonly reused: boolean;
}

/** Sends each new connection somewhere, as kube-proxy does. What becomes of it then is between client and pod. */
export interface ConnectionRouter {
  readonly per: 'connection';
  /** Where a new connection of this client goes. Undefined: no endpoint is usable. */
  route(client: number): Target | undefined;
}

/** Sends each request somewhere, as a proxy that speaks HTTP does, on connections of its own. */
export interface RequestRouter {
  readonly per: 'request';
  /** How long it waits for a connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /**
   * The connection that carries one try of a request; it is the request's until {@link RequestRouter.release}. Undefined:
   * no endpoint is usable.
   */
  acquire(client: number): Upstream | undefined;
  /** The request is over. False: the connection is not kept and is to be closed. */
  release(upstream: Upstream, isOpen: boolean): boolean;
  /** A pod closed this connection while it was idle. */
  dropped(id: number): void;
  /** Calls `close` with each idle connection that is no longer kept. */
  onExpired(close: (id: number) => void): void;
  /** Where a connection of its own goes, such as an upgraded one. */
  route(client: number): Target | undefined;
  /** Whether a request that failed is tried again; `unconnected`: nothing of it was sent. */
  again(failed: {
    readonly method: string;
    readonly tries: number;
    readonly failure: 'unconnected' | 'error' | 'timeout';
  }): boolean;
}

/** Tells the load where its connections go. It opens no socket, and answers at once. */
export type Router = ConnectionRouter | RequestRouter;

/** The routers of a load. A proxy that speaks HTTP has connections of their own for each protocol, kube-proxy knows none. */
export interface Routers {
  /** Of HTTP/1.1 and WebSockets. */
  readonly http1: Router;
  readonly h2c: Router;
}
