import { setFlagsFromString } from 'node:v8';
import type { EventBus } from '../../../events.ts';
import type { HeapFigures } from './figures.ts';
import { whenLoaded } from './loaded.ts';

/** In percent of what was alive after the last collection, furthest first. V8's own rule comes to 30 to 60 in a container. */
const FAR = [500, 200] as const;
/** V8's own rule. */
const OWN = 0;
/** It may where use and all of that growth together stay below this share of the soft limit… */
const PLENTY = 0.7;
/** …and no more where they come above this one, or use does by itself. */
const PLENTY_ENDS = 0.85;

/** How fast what is least may rise, each second. */
const RISE = 1.05;
const RISE_BYTES = 2 ** 20;

/** Use that growth is decided by, in bytes. See `MemorySample`. */
export interface HeapUse extends Pick<HeapFigures, 'heapUsedBytes' | 'externalBytes'> {
  readonly usedBytes: number;
}

/**
 * Lets the heap grow far before the whole of it is collected, as long as memory is plentiful. Such a collection takes what is
 * alive in the heap, not what is garbage: with three times the room there are a third as many. Under a CPU limit each of
 * them is felt, since it takes a good part of a period's quota. V8 counts Buffers as growth, too: of a heap of 11 MiB one was
 * begun for each 5 MiB of uploads. It reads the flag anew at the end of each collection.
 */
export class HeapGrowth {
  /** In bytes; it changes where the pod is resized. */
  softLimitBytes: number;
  readonly #setFlag: (flag: string) => void;
  #settled = false;
  #percent: number = OWN;
  /** The least of both of late: most of what is there before a collection is garbage, and V8 decides at its end. */
  #heapBytes = Infinity;
  #externalBytes = Infinity;
  /** The least of all since it was last decided. */
  #usedBytes = Infinity;

  /** @param bus says when the program has loaded its code */
  constructor(softLimitBytes: number, bus: EventBus, setFlag: (flag: string) => void = setFlagsFromString) {
    this.softLimitBytes = softLimitBytes;
    this.#setFlag = setFlag;
    whenLoaded(bus, () => (this.#settled = true));
  }

  /** To be told each time memory was looked at. */
  observe({ usedBytes, heapUsedBytes, externalBytes }: HeapUse): void {
    this.#usedBytes = Math.min(this.#usedBytes, usedBytes);
    this.#heapBytes = Math.min(this.#heapBytes, heapUsedBytes);
    this.#externalBytes = Math.min(this.#externalBytes, externalBytes);
  }

  /**
   * To be called once a second.
   *
   * @param outsideBytes what is neither heap nor Buffers
   */
  decide(outsideBytes: number): void {
    if (!this.#settled) return;
    const near = this.#usedBytes >= PLENTY_ENDS * this.softLimitBytes;
    const percent = near ? OWN : (FAR.find((far) => this.#fits(far, outsideBytes)) ?? OWN);
    this.#heapBytes = near ? Infinity : risen(this.#heapBytes);
    this.#externalBytes = near ? Infinity : risen(this.#externalBytes);
    this.#usedBytes = Infinity;
    if (percent === this.#percent) return;
    this.#percent = percent;
    this.#setFlag(`--heap-growing-percent=${percent}`);
  }

  #fits(percent: number, outsideBytes: number): boolean {
    const grown = (1 + percent / 100) * this.#heapBytes;
    const share = (outsideBytes + this.#externalBytes + grown) / this.softLimitBytes;
    return share < (percent <= this.#percent ? PLENTY_ENDS : PLENTY);
  }
}

/** What was least a second ago: there may be more by now, but a collection may also be many seconds away. */
function risen(bytes: number): number {
  return bytes * RISE + RISE_BYTES;
}
