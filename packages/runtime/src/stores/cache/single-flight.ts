import type { Invalidations } from './invalidations.ts';

interface Flight {
  readonly begun: number;
  readonly tags: readonly string[];
  readonly result: Promise<unknown>;
}

/** Lets those who ask for a key at the same time share one answer. */
export class SingleFlight {
  readonly #flights = new Map<string, Flight>();
  readonly #invalidations: Invalidations;

  constructor(invalidations: Invalidations) {
    this.#invalidations = invalidations;
  }

  /** The answer that is on its way, unless something of it was invalidated since it set out: who asks after that gets a newer one. */
  join(key: string, tags: readonly string[]): Promise<unknown> | undefined {
    const flight = this.#flights.get(key);
    if (flight === undefined || this.#invalidations.since(flight.begun, key, [...flight.tags, ...tags]))
      return undefined;
    return flight.result;
  }

  /** Sets out. */
  begin<T>(key: string, tags: readonly string[], work: () => Promise<T>): Promise<T> {
    const begun = this.#invalidations.now;
    const result = work();
    const flight = { begun, tags, result };
    this.#flights.set(key, flight);
    const arrived = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(arrived, arrived);
    return result;
  }

  /** Resolves once all that are on their way have arrived. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#flights.values(), ({ result }) => result));
  }
}
