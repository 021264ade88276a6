import type { Clock, Timer } from '../clock.ts';
import type { Note } from '../events.ts';
import type { Random, Range } from '../random.ts';
import type { Endpoint, EndpointSlice } from './endpoint-slice.ts';

/** What a view works with. */
interface EndpointViewOptions {
  /** The proxy's name, for events. */
  readonly proxy: string;
  readonly slice: EndpointSlice;
  /** How late it sees each change, in milliseconds; never before what changed earlier. */
  readonly lagMs: Range;
  readonly clock: Clock;
  readonly random: Random;
  readonly note: Note;
}

/** A change on its way to a proxy. */
interface Change {
  readonly pod: string;
  /** Without one the endpoint goes. */
  readonly endpoint: Endpoint | undefined;
  /** In the clock's milliseconds. */
  readonly arrivesAt: number;
  readonly timer: Timer;
}

/**
 * The endpoints as one proxy sees them: each change arrives after a delay of its own, and not before those that were made before it. One
 * EndpointSlice holds all endpoints of a Service (staging/src/k8s.io/endpointslice/reconciler.go), a watch delivers its
 * versions in order, and a proxy that has seen a new pod has seen that the one before it goes.
 */
export class EndpointView {
  readonly #options: EndpointViewOptions;
  readonly #seen = new Map<string, Endpoint>();
  /** The oldest first. */
  readonly #onTheirWay: Change[] = [];
  readonly #subscribers: ((endpoints: readonly Endpoint[]) => void)[] = [];
  #isStopped = false;

  constructor(options: EndpointViewOptions) {
    this.#options = options;
    options.slice.subscribe((pod, endpoint) => this.#send(pod, endpoint));
  }

  /** What it sees now. */
  get endpoints(): readonly Endpoint[] {
    return [...this.#seen.values()];
  }

  /** Calls `subscriber` with what it sees, now and after each change. */
  subscribe(subscriber: (endpoints: readonly Endpoint[]) => void): void {
    this.#subscribers.push(subscriber);
    subscriber(this.endpoints);
  }

  /** Sees nothing more, and what was on its way does not arrive. */
  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#onTheirWay.splice(0)) timer.clear();
  }

  #send(pod: string, endpoint: Endpoint | undefined): void {
    const { clock, random, lagMs } = this.#options;
    if (this.#isStopped) return;
    const before = this.#onTheirWay.at(-1)?.arrivesAt ?? 0;
    const arrivesAt = Math.max(before, clock.now() + random.uniform(...lagMs));
    const timer = clock.after(arrivesAt - clock.now(), () => this.#arrive());
    this.#onTheirWay.push({ pod, endpoint, arrivesAt, timer });
  }

  /** There is a timer for each change. Those of the same time may come in any order: it is always the oldest that arrives. */
  #arrive(): void {
    const change = this.#onTheirWay.shift();
    if (change !== undefined) this.#see(change.pod, change.endpoint);
  }

  #see(pod: string, endpoint: Endpoint | undefined): void {
    const { note, proxy } = this.#options;
    const before = stateOf(this.#seen.get(pod));
    if (endpoint === undefined) this.#seen.delete(pod);
    else this.#seen.set(pod, endpoint);
    const state = stateOf(endpoint);
    if (state !== before) note({ type: 'endpoint-seen', pod, proxy, state });
    for (const subscriber of this.#subscribers) subscriber(this.endpoints);
  }
}

function stateOf(endpoint: Endpoint | undefined) {
  if (endpoint === undefined) return 'gone';
  if (endpoint.ready) return 'ready';
  return endpoint.serving ? 'serving' : 'unready';
}
