import type { EventBus } from '../../events.ts';
import type { ConnectionBound } from './bound.ts';

/** This share of the open files is kept free of the service's connections: for probes, the stores' connections and files… */
const RESERVE_SHARE = 1 / 8;
/** …at least so many: some 30 are Node's own… */
const LEAST_RESERVE = 64;
/** …but no more than this share. */
const MOST_RESERVE_SHARE = 1 / 2;
/** Idle connections make way from this share of what is left on, since those that leave come on top of it. */
const IDLE_SHARE = 8 / 9;

/**
 * Keeps some of the process's open files free of connections to the service. Without any the kernel accepts no connection of the
 * probes either (EMFILE), and a service that does its work is restarted.
 */
export class OpenFiles {
  readonly #limit: number;
  readonly #bus: EventBus;
  #told = false;
  /** How many connections there may be, whatever they do. */
  readonly most: number;

  /** @param limit how many files the process may have open */
  constructor(limit: number, bus: EventBus) {
    this.#limit = limit;
    this.#bus = bus;
    const reserve = Math.max(RESERVE_SHARE * limit, Math.min(LEAST_RESERVE, MOST_RESERVE_SHARE * limit));
    this.most = limit === Infinity ? Infinity : Math.floor(limit - reserve);
  }

  /** The bound from which idle connections make way: each has one file open, with or without a request. */
  get bound(): ConnectionBound {
    const most = IDLE_SHARE * this.most;
    const weights = { busy: 1, head: 1, unused: 1, kept: 1 };
    return { most: () => most, weights, http2Weight: 1, onReached: () => this.reached() };
  }

  /** There are as many connections as there may be: told once. */
  reached(): void {
    if (this.#told) return;
    this.#told = true;
    this.#bus.emit({ type: 'http.open-files', limit: this.#limit, connections: this.most });
  }
}
