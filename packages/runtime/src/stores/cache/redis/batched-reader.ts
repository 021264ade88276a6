import type { Redis } from 'ioredis';
import type { CircuitBreaker } from '../circuit-breaker.ts';

/** What the server has under some names, in their order; undefined where it is out of reach. */
export type Answer = readonly (string | null)[] | undefined;

interface Batch {
  readonly names: string[];
  /** Where each name stands. */
  readonly places: Map<string, number>;
  readonly answer: Promise<Answer>;
  readonly send: () => void;
}

/** Names in one command: the server answers nobody else meanwhile. */
const MAX_NAMES = 100;

/**
 * Reads by one MGET what is asked for within one turn of the event loop: a command costs several times what a further name in
 * it does, in the client, the server and their system calls. Its span is in the trace of whoever asked first.
 */
export class BatchedReader {
  readonly #client: Redis;
  readonly #breaker: CircuitBreaker;
  #open: Batch | undefined;

  constructor(client: Redis, breaker: CircuitBreaker) {
    this.#client = client;
    this.#breaker = breaker;
  }

  async read(names: readonly string[]): Promise<Answer> {
    if (this.#breaker.open) return undefined;
    const batch = (this.#open ??= this.#begin());
    const places = names.map((name) => placeIn(batch, name));
    if (batch.names.length >= MAX_NAMES) batch.send();
    const values = await batch.answer;
    return values && places.map((place) => values[place] ?? null);
  }

  #begin(): Batch {
    const { promise: answer, resolve } = Promise.withResolvers<Answer>();
    const send = () => {
      if (this.#open !== batch) return;
      this.#open = undefined;
      resolve(this.#breaker.run(() => this.#client.mget(batch.names), undefined));
    };
    const batch: Batch = { names: [], places: new Map(), answer, send };
    setImmediate(send);
    return batch;
  }
}

function placeIn({ names, places }: Batch, name: string): number {
  const place = places.get(name) ?? names.push(name) - 1;
  places.set(name, place);
  return place;
}
