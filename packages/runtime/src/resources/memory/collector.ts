import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import type { Clock } from '../../clock.ts';

/** Collects garbage, and returns how long that took, in milliseconds. */
export interface GarbageCollection {
  /** The young generation: about a millisecond; frees the Buffers of requests that have just ended. */
  young(): number;
  /** The whole heap: about 30 ms for each 100 MiB alive in it; frees every Buffer that is garbage. */
  full(): number;
  /** The whole heap, and its free pages back to the kernel: about 80 ms for each 100 MiB. */
  compact(): number;
}

/**
 * At most this share of the time goes into collections that we ask for. Go's limiter allows half
 * (runtime/mgclimit.go, gcCPULimiter); but Go collects beside the program, and V8 in its place.
 */
const SHARE = 0.25;
/** Beyond the soft limit it is half here too: the alternative is to be killed. */
const URGENT_SHARE = 0.5;
/** What time without collections adds up to at most, in milliseconds: one collection of each kind in a row. */
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

  /** Collects. False: the share of time is used up for now, and nothing was done. */
  collect(what: keyof GarbageCollection, urgent = false): boolean {
    const now = this.#clock.now();
    const share = urgent ? URGENT_SHARE : SHARE;
    this.#creditMs = Math.min(MOST_CREDIT_MS, this.#creditMs + share * (now - this.#creditedAt));
    this.#creditedAt = now;
    if (this.#creditMs <= 0) return false;
    const ms = this.#collection[what]();
    this.spentMs += ms;
    this.#creditMs -= ms;
    return true;
  }
}

/**
 * V8's own collections, without a flag on the command line: the function stays when the flag is taken back.
 *
 * Only `last-resort` gives free pages back to the kernel. A plain one takes half of its time or less, but keeps them pooled:
 * after 50 of 70 MiB were let go of, the group was still charged for all (node 24.21).
 */
function v8Collection(clock: Clock): GarbageCollection {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { type: 'minor' | 'major'; flavor?: 'last-resort' }) => void;
  // It would make V8 reject code caches that were produced without it.
  setFlagsFromString('--no-expose-gc');
  const timed = (options: Parameters<typeof gc>[0]) => () => {
    const began = clock.now();
    gc(options);
    return clock.now() - began;
  };
  return {
    young: timed({ type: 'minor' }),
    full: timed({ type: 'major' }),
    compact: timed({ type: 'major', flavor: 'last-resort' }),
  };
}
