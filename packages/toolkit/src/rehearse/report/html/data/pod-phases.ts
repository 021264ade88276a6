import type { RehearsalEvent } from '../../../events.ts';
import type { PodPhaseName } from './types.ts';

/** What a pod is to whoever looks at it, from one event to the next. */
export class PodPhases {
  readonly #down = new Set<string>();
  readonly #lasting: readonly string[];
  #ready = false;
  #wasReady = false;
  #deleted = false;
  #exists = false;

  /** @param lasting the containers that are to run all the time, unlike init containers */
  constructor(lasting: readonly string[]) {
    this.#lasting = lasting;
  }

  /** What it is after an event; undefined while it does not exist. */
  after(event: RehearsalEvent): PodPhaseName | undefined {
    if (event.type === 'pod-created') this.#exists = true;
    else if (event.type === 'pod-removed') this.#exists = false;
    else if (event.type === 'pod-deleted') this.#deleted = true;
    else if (event.type === 'container-started') this.#down.delete(event.container);
    else if (event.type === 'container-exited' && this.#lasting.includes(event.container))
      this.#down.add(event.container);
    else if (event.type === 'pod-ready') {
      this.#ready = event.ready;
      this.#wasReady ||= event.ready;
    }
    return this.#exists ? this.#now() : undefined;
  }

  #now(): PodPhaseName {
    if (this.#deleted) return 'terminating';
    if (this.#down.size > 0) return 'down';
    if (this.#ready) return 'ready';
    return this.#wasReady ? 'not-ready' : 'starting';
  }
}
