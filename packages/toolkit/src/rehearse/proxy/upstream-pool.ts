import type { Clock } from '../clock.ts';

/** How many idle connections a proxy keeps to its upstreams, and for how long. */
export interface KeepAlive {
  readonly maxIdle: number;
  /** Whether `maxIdle` holds for all hosts together or for each. */
  readonly scope: 'all' | 'host';
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

  constructor(keepAlive: KeepAlive, clock: Clock) {
    this.#keepAlive = keepAlive;
    this.#clock = clock;
  }

  /** How many connections are idle. */
  get idle(): number {
    this.#expire();
    return this.#idle.length;
  }

  /** A connection for one request; nobody else gets it until it is released. */
  acquire(pod: string): UpstreamConnection {
    this.#expire();
    const found = this.#idle.findLast((connection) => connection.pod === pod);
    if (found === undefined) return { id: ++this.#opened, pod, reused: false };
    this.#idle = this.#idle.filter((connection) => connection !== found);
    return { id: found.id, pod, reused: true };
  }

  /** Gives one back. It is closed if it is not open, its pod is no longer wanted, or too many are idle. */
  release({ id, pod }: UpstreamConnection, isOpen: boolean): void {
    if (!isOpen || this.#allowed?.has(pod) === false) return;
    this.#idle.push({ id, pod, since: this.#clock.now() });
    const { maxIdle, scope } = this.#keepAlive;
    const counted = this.#idle.filter((connection) => scope === 'all' || connection.pod === pod);
    if (counted.length > maxIdle) this.#idle = this.#idle.filter((connection) => connection !== counted[0]);
  }

  /** Closes the idle connections to all other pods, now and as they come back. */
  keepOnly(pods: ReadonlySet<string>): void {
    this.#allowed = pods;
    this.#idle = this.#idle.filter(({ pod }) => pods.has(pod));
  }

  #expire(): void {
    const oldest = this.#clock.now() - this.#keepAlive.idleTimeoutMs;
    this.#idle = this.#idle.filter(({ since }) => since > oldest);
  }
}
