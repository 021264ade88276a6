import type { Random } from '../form/index.ts';
import type { Clock } from './clock.ts';

/** Where connections can go, with the EndpointSlice's conditions. */
export interface Endpoint {
  /** Name of the pod. */
  readonly pod: string;
  readonly host: string;
  readonly port: number;
  /** The pod is Ready. It follows the probes, also during termination. */
  readonly serving: boolean;
  /** deletionTimestamp is set. */
  readonly terminating: boolean;
}

/** The truth about a Service's endpoints, as the EndpointSlice controller writes it. */
export class EndpointSlice {
  readonly #watchers = new Set<(pod: string, endpoint: Endpoint | undefined) => void>();

  /** Tells every watcher the state of a pod's endpoint; undefined once the pod is gone. */
  set(pod: string, endpoint: Endpoint | undefined): void {
    for (const watcher of this.#watchers) watcher(pod, endpoint);
  }

  watch(watcher: (pod: string, endpoint: Endpoint | undefined) => void): void {
    this.#watchers.add(watcher);
  }
}

/** Bounds in milliseconds of how late a node's proxy sees a change: uniform between the two. */
export interface Lag {
  /** An endpoint that becomes usable. */
  readonly add: readonly [min: number, max: number];
  /** An endpoint that stops being usable. */
  readonly remove: readonly [min: number, max: number];
}

/**
 * One node's kube-proxy: it sees changes of the slice late, and sends each new connection to a random usable endpoint.
 * Established connections are not its business, as with iptables' DNAT. Usable are the ready endpoints; if there are
 * none, those that still serve while they terminate (pkg/proxy/topology.go).
 */
export class KubeProxy {
  readonly #seen = new Map<string, Endpoint>();
  readonly #version = new Map<string, number>();
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #lag: Lag;

  constructor(slice: EndpointSlice, clock: Clock, random: Random, lag: Lag) {
    this.#clock = clock;
    this.#random = random;
    this.#lag = lag;
    slice.watch((pod, endpoint) => void this.#apply(pod, endpoint));
  }

  /** The endpoint of a new connection; undefined: refused. */
  route(): Endpoint | undefined {
    const serving = [...this.#seen.values()].filter((endpoint) => endpoint.serving);
    const ready = serving.filter((endpoint) => !endpoint.terminating);
    return this.#random.pick(ready.length > 0 ? ready : serving);
  }

  /** How many endpoints this node holds for ready. */
  get readyCount(): number {
    return [...this.#seen.values()].filter(({ serving, terminating }) => serving && !terminating).length;
  }

  async #apply(pod: string, endpoint: Endpoint | undefined): Promise<void> {
    const version = (this.#version.get(pod) ?? 0) + 1;
    this.#version.set(pod, version);
    const usable = endpoint !== undefined && endpoint.serving && !endpoint.terminating;
    await this.#clock.sleep(this.#random.uniform(...(usable ? this.#lag.add : this.#lag.remove)));
    // A later change was seen sooner: a proxy never goes back to an older state.
    if (version < (this.#applied.get(pod) ?? 0)) return;
    this.#applied.set(pod, version);
    if (endpoint === undefined) this.#seen.delete(pod);
    else this.#seen.set(pod, endpoint);
  }

  readonly #applied = new Map<string, number>();
}
