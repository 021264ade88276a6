import type { Endpoint } from '../endpoints/index.ts';

/** Each item after the one before it, whatever the list is by then. */
export class RoundRobin {
  #turn: number;

  /** @param start where to begin, so that several proxies do not go in step */
  constructor(start: number) {
    this.#turn = Math.floor(start);
  }

  /** The next of the endpoints; undefined when there are none. */
  next(endpoints: readonly Endpoint[]): Endpoint | undefined {
    return endpoints.length === 0 ? undefined : endpoints[this.#turn++ % endpoints.length];
  }
}
