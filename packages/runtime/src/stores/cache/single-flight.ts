import type { Clock } from '../../clock.ts';
import type { Invalidations } from './invalidations.ts';

/** What decides who may share an answer. */
export interface SingleFlightRules {
  readonly clock: Clock;
  readonly invalidations: Invalidations;
  /** Milliseconds after which nobody joins any more: one that never arrives must not hold all who ask later. */
  readonly leaseMs: number;
}

interface Flight {
  readonly begun: number;
  /** By the clock. */
  readonly since: number;
  readonly tags: readonly string[];
  readonly result: Promise<unknown>;
}

/** Lets those who ask for a key at the same time share one answer. */
export class SingleFlight {
  readonly #flights = new Map<string, Flight>();
  readonly #rules: SingleFlightRules;

  constructor(rules: SingleFlightRules) {
    this.#rules = rules;
  }

  /**
   * The answer that is on its way, unless something of it was invalidated since it set out, or that is too long ago: who asks
   * after that gets a newer one.
   */
  join(key: string, tags: readonly string[]): Promise<unknown> | undefined {
    const flight = this.#flights.get(key);
    if (flight === undefined) return undefined;
    const { clock, invalidations, leaseMs } = this.#rules;
    const isOutdated = invalidations.since(flight.begun, key, [...flight.tags, ...tags]);
    return isOutdated || clock.now() - flight.since > leaseMs ? undefined : flight.result;
  }

  /** Sets out. */
  begin<T>(key: string, tags: readonly string[], work: () => Promise<T>): Promise<T> {
    const begun = this.#rules.invalidations.now;
    const since = this.#rules.clock.now();
    const result = work();
    const flight = { begun, since, tags, result };
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
