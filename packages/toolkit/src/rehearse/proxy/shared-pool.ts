import type { UpstreamConnection } from './upstream-pool.ts';

/**
 * One connection to each pod, which carries all of its requests at once: Envoy's pool of HTTP/2. One that has said GOAWAY
 * carries what it has to its end, and the next request goes to a new one (source/common/http/http2/conn_pool.cc onGoAway).
 * How many streams a pod allows is passed over, and so is the idle time-out of an hour.
 */
export class SharedPool {
  /** By the pod: the one that takes new requests. */
  readonly #current = new Map<string, number>();
  /** By the connection: how many requests it carries. */
  readonly #carried = new Map<number, number>();
  #opened = 0;
  readonly #closed: (id: number) => void;

  /** @param closed called with each idle connection that is no longer kept */
  constructor(closed: (id: number) => void = () => {}) {
    this.#closed = closed;
  }

  /** The connection that carries a request, beside others. */
  acquire(pod: string): UpstreamConnection {
    const current = this.#current.get(pod);
    const id = current ?? ++this.#opened;
    this.#current.set(pod, id);
    this.#carried.set(id, (this.#carried.get(id) ?? 0) + 1);
    return { id, pod, reused: current !== undefined };
  }

  /**
   * A request is over.
   *
   * @returns whether the connection is kept: it takes others, or still carries some
   */
  release({ id, pod }: UpstreamConnection, isOpen: boolean): boolean {
    const left = (this.#carried.get(id) ?? 1) - 1;
    if (left > 0) this.#carried.set(id, left);
    else this.#carried.delete(id);
    if (!isOpen) this.drop(id);
    return left > 0 || this.#current.get(pod) === id;
  }

  /** It takes no more requests: its peer closed it or said GOAWAY. */
  drop(id: number): void {
    for (const [pod, current] of this.#current) if (current === id) this.#current.delete(pod);
  }

  /** No more requests go to other pods, and their connections are closed as they become idle. */
  keepOnly(pods: ReadonlySet<string>): void {
    for (const [pod, id] of this.#current) {
      if (pods.has(pod)) continue;
      this.#current.delete(pod);
      if (!this.#carried.has(id)) this.#closed(id);
    }
  }
}
