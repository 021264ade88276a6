import type { Endpoint } from '../endpoints/index.ts';
import type { Random } from '../random.ts';
import { RoundRobin } from './round-robin.ts';
import { SharedPool } from './shared-pool.ts';
import { UpstreamPool, type UpstreamConnection } from './upstream-pool.ts';
import type { Clock } from '../clock.ts';

/** Envoy's default idle timeout of an upstream connection, an hour; how many are idle is not limited. */
const keepAlive = { maxIdle: Infinity, idleTimeoutMs: 3_600_000 } as const;

interface EnvoyOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** What it speaks to the hosts. Default: HTTP/1.1. */
  readonly protocol?: 'http1' | 'h2c';
  /** Called with each idle connection that is no longer kept. */
  readonly closed?: (id: number) => void;
}

/**
 * Chooses for each request as Envoy does by default: in turn over the healthy hosts, then a connection of that host's own
 * pool, which carries one HTTP/1.1 request at a time, or all requests of HTTP/2.
 */
export class EnvoyChooser {
  readonly #turns: RoundRobin;
  readonly #pool: UpstreamPool | SharedPool;

  constructor({ clock, random, protocol = 'http1', closed }: EnvoyOptions) {
    this.#turns = new RoundRobin(random.uniform(0, 1000));
    this.#pool = protocol === 'h2c' ? new SharedPool(closed) : new UpstreamPool(keepAlive, clock, closed);
  }

  /** The host of a request that gets a connection of its own, such as an upgrade. Undefined: no healthy upstream. */
  chooseHost(endpoints: readonly Endpoint[]): Endpoint | undefined {
    return this.#turns.next(endpoints.filter((endpoint) => endpoint.ready));
  }

  /** The connection that carries a request; give it back by {@link release}. Undefined: 503, no healthy upstream. */
  choose(endpoints: readonly Endpoint[]): UpstreamConnection | undefined {
    const ready = endpoints.filter((endpoint) => endpoint.ready);
    this.#pool.keepOnly(new Set(ready.map(({ pod }) => pod)));
    const host = this.#turns.next(ready);
    return host && this.#pool.acquire(host.pod);
  }

  /** The request is over; a connection that the peer closed is not used again. Returns whether it is kept. */
  release(connection: UpstreamConnection, isOpen: boolean): boolean {
    return this.#pool.release(connection, isOpen);
  }

  /** The peer closed this one while it was idle. */
  drop(id: number): void {
    this.#pool.drop(id);
  }
}
