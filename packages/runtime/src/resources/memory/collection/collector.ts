import type { Clock } from '../../../clock.ts';
import { v8Collection, type CollectionKind, type GarbageCollection } from './v8-collection.ts';

/**
 * At most this share of the time goes into collections that we ask for. Go's limiter allows half
 * (runtime/mgclimit.go, gcCPULimiter); but Go collects beside the program, and V8 in its place.
 */
const SHARE = 0.25;
/** Beyond the soft limit it is half here too: the alternative is to be killed. */
const URGENT_SHARE = 0.5;
/** What time without collections adds up to at most, in milliseconds: a young collection and a full one of a small heap. */
const MOST_CREDIT_MS = 50;

/** Asks for collections, but never for a storm of them. */
export class Collector {
  readonly #clock: Clock;
  readonly #collection: GarbageCollection;
  #creditMs = MOST_CREDIT_MS;
  #creditedAt: number;
  /** Milliseconds spent so far. */
  spentMs = 0;

  constructor(clock: Clock, collection: GarbageCollection = v8Collection(clock)) {
    this.#clock = clock;
    this.#collection = collection;
    this.#creditedAt = clock.now();
  }

  /** Collects, and tells what it was in the end. Undefined: the share of time is used up for now, and nothing was done. */
  collect(what: CollectionKind, urgent = false): CollectionKind | undefined {
    const now = this.#clock.now();
    const share = urgent ? URGENT_SHARE : SHARE;
    this.#creditMs = Math.min(MOST_CREDIT_MS, this.#creditMs + share * (now - this.#creditedAt));
    this.#creditedAt = now;
    if (this.#creditMs <= 0) return undefined;
    const { kind, ms } = this.#collection.collect(what);
    this.spentMs += ms;
    this.#creditMs -= ms;
    return kind;
  }
}
