import type { Clock } from '../clock.ts';

/** How many idle connections a proxy keeps, to all its upstreams together, and for how long. */
export interface KeepAlive {
  readonly maxIdle: number;
  readonly idleTimeoutMs: number;
}

/** A proxy's connection to one pod. */
export interface UpstreamConnection {
  readonly id: number;
  readonly pod: string;
  /** It carried a request before, so that its peer may have closed it meanwhile. */
  readonly reused: boolean;
}

/** Which connection carries a request: the idle one of that pod that was used last, else a new one. */
export class UpstreamPool {
  readonly #keepAlive: KeepAlive;
  readonly #clock: Clock;
  /** The longest idle first. */
  #idle: { readonly id: number; readonly pod: string; readonly since: number }[] = [];
  #allowed: ReadonlySet<string> | undefined;
  #opened = 0;
  readonly #closed: (id: number) => void;

  /** @param closed called with each idle connection that is no longer kept */
  constructor(keepAlive: KeepAlive, clock: Clock, closed: (id: number) => void = () => {}) {
    this.#keepAlive = keepAlive;
    this.#clock = clock;
    this.#closed = closed;
  }

  /** How many connections are idle. */
  get idle(): number {
    this.#expire();
    return this.#idle.length;
  }

  /** A connection for one request; nobody else gets it until it is released. */
  acquire(pod: string): UpstreamConnection {
    this.#expire();
    const found = this.#idle.findLastIndex((connection) => connection.pod === pod);
    const [connection] = found < 0 ? [] : this.#idle.splice(found, 1);
    return { id: connection?.id ?? ++this.#opened, pod, reused: connection !== undefined };
  }

  /**
   * Gives one back. It is closed if it is not open or its pod is no longer wanted; where too many are idle, the longest idle
   * one goes for it.
   *
   * @returns whether it is kept
   */
  release({ id, pod }: UpstreamConnection, isOpen: boolean): boolean {
    if (!isOpen || this.#allowed?.has(pod) === false) return false;
    this.#idle.push({ id, pod, since: this.#clock.now() });
    const [longest] = this.#idle;
    if (this.#idle.length > this.#keepAlive.maxIdle) this.#keep((connection) => connection !== longest);
    return true;
  }

  /** The peer closed this one while it was idle. */
  drop(id: number): void {
    this.#idle = this.#idle.filter((connection) => connection.id !== id);
  }

  /** Closes the idle connections to all other pods, now and as they come back. */
  keepOnly(pods: ReadonlySet<string>): void {
    this.#allowed = pods;
    this.#keep(({ pod }) => pods.has(pod));
  }

  #expire(): void {
    const oldest = this.#clock.now() - this.#keepAlive.idleTimeoutMs;
    const [longest] = this.#idle;
    if (longest !== undefined && longest.since <= oldest) this.#keep(({ since }) => since > oldest);
  }

  #keep(isKept: (connection: { id: number; pod: string; since: number }) => boolean): void {
    const gone = this.#idle.filter((connection) => !isKept(connection));
    if (gone.length === 0) return;
    this.#idle = this.#idle.filter(isKept);
    for (const { id } of gone) this.#closed(id);
  }
}
