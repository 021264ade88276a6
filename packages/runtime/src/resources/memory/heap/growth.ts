import { setFlagsFromString } from 'node:v8';
import type { Clock } from '../../../clock.ts';

/** In percent of what was alive after the last collection. V8's own rule comes to 30 to 60 in a container. */
const FAR = 200;
/** Below this share of the soft limit the heap may grow far: the process at three times its size still fits then… */
const PLENTY = 0.3;
/** …and above this one no more, since of what is in use much may be garbage. */
const PLENTY_ENDS = 0.6;
/** The program's code is loaded by then, in milliseconds: V8 rejects code caches that were produced under another flag. */
const SETTLED_AFTER_MS = 10_000;

/**
 * Lets the heap grow far before the whole of it is collected, as long as memory is plentiful. Such a collection takes what is
 * alive in the heap, not what is garbage: with three times the room there are a third as many. Under a CPU limit each of
 * them is felt, since it takes a good part of a period's quota. V8 reads the flag anew at the end of each collection.
 */
export class HeapGrowth {
  readonly #clock: Clock;
  readonly #setFlag: (flag: string) => void;
  readonly #startedAt: number;
  #far = false;

  constructor(clock: Clock, setFlag: (flag: string) => void = setFlagsFromString) {
    this.#clock = clock;
    this.#setFlag = setFlag;
    this.#startedAt = clock.now();
  }

  /** @param used what the process uses, as a share of the soft limit */
  observe(used: number): void {
    if (this.#clock.now() - this.#startedAt < SETTLED_AFTER_MS) return;
    const far = used < (this.#far ? PLENTY_ENDS : PLENTY);
    if (far === this.#far) return;
    this.#far = far;
    this.#setFlag(`--heap-growing-percent=${far ? FAR : 0}`);
  }
}
