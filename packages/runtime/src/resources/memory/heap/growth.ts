import { setFlagsFromString } from 'node:v8';
import type { EventBus } from '../../../events.ts';

/** In percent of what was alive after the last collection. V8's own rule comes to 30 to 60 in a container. */
const FAR = 200;
/** It may where use and all of that growth together stay below this share of the soft limit… */
const PLENTY = 0.7;
/** …and no more where they come above this one. */
const PLENTY_ENDS = 0.85;

/** Use that growth is decided by, in bytes. */
export interface HeapUse {
  readonly usedBytes: number;
  readonly heapUsedBytes: number;
  readonly softLimitBytes: number;
}

/**
 * Lets the heap grow far before the whole of it is collected, as long as memory is plentiful. Such a collection takes what is
 * alive in the heap, not what is garbage: with three times the room there are a third as many. Under a CPU limit each of
 * them is felt, since it takes a good part of a period's quota. V8 counts Buffers as growth, too: of a heap of 11 MiB one was
 * begun for each 5 MiB of uploads. It reads the flag anew at the end of each collection.
 */
export class HeapGrowth {
  readonly #setFlag: (flag: string) => void;
  #settled = false;
  #far = false;

  /** @param bus says when the program has loaded its code: V8 rejects code caches that were produced under another flag */
  constructor(bus: EventBus, setFlag: (flag: string) => void = setFlagsFromString) {
    this.#setFlag = setFlag;
    bus.on((event) => {
      if (event.type === 'state' && event.to === 'ready') this.#settled = true;
    });
  }

  observe({ usedBytes, heapUsedBytes, softLimitBytes }: HeapUse): void {
    if (!this.#settled) return;
    const share = (usedBytes + (FAR / 100) * heapUsedBytes) / softLimitBytes;
    const far = share < (this.#far ? PLENTY_ENDS : PLENTY);
    if (far === this.#far) return;
    this.#far = far;
    this.#setFlag(`--heap-growing-percent=${far ? FAR : 0}`);
  }
}
