import type { Clock } from '../clock.ts';
import type { Note } from '../events.ts';
import type { Random } from '../random.ts';
import type { Endpoint, EndpointSlice } from './endpoint-slice.ts';
import type { PropagationProfile } from './profiles.ts';

/** What a view works with. */
interface EndpointViewOptions {
  /** The proxy's name, for events. */
  readonly proxy: string;
  readonly slice: EndpointSlice;
  readonly profile: PropagationProfile;
  readonly clock: Clock;
  readonly random: Random;
  readonly note: Note;
}

/**
 * The endpoints as one proxy sees them: each change arrives after a delay of its own, and those of one pod in the order in which they
 * were made, as a watch delivers them. That a pod ends soon does not make its removal be seen sooner.
 */
export class EndpointView {
  readonly #options: EndpointViewOptions;
  readonly #seen = new Map<string, Endpoint>();
  readonly #sent = new Map<string, number>();
  readonly #arrived = new Map<string, number>();
  /** When the last change of a pod arrives, in the clock's milliseconds. */
  readonly #arrivesAt = new Map<string, number>();
  readonly #subscribers: ((endpoints: readonly Endpoint[]) => void)[] = [];

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

  #send(pod: string, endpoint: Endpoint | undefined): void {
    const { clock, random, profile } = this.#options;
    const version = (this.#sent.get(pod) ?? 0) + 1;
    this.#sent.set(pod, version);
    const [min, max] = endpoint?.ready === true ? profile.addMs : profile.removeMs;
    const arrivesAt = Math.max(this.#arrivesAt.get(pod) ?? 0, clock.now() + random.uniform(min, max));
    this.#arrivesAt.set(pod, arrivesAt);
    clock.after(arrivesAt - clock.now(), () => {
      // Timers of the same time may come in any order: what is written into a node's tables never goes back.
      if (version < (this.#arrived.get(pod) ?? 0)) return;
      this.#arrived.set(pod, version);
      this.#see(pod, endpoint);
    });
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
