import type { Bounds } from '../admission/index.ts';

/** What requests may hold of the room between the base and the soft limit; the rest is for garbage. */
export const ROOM_SHARE = 0.75;
/** Requests that hold less than this share of the room tell nothing of what there is beside them. */
const QUIET = 0.05;

/** What is set aside for requests, in bytes. See `Ledger`. */
export interface SetAside {
  readonly heldBytes: number;
  readonly bodyBytes: number;
  readonly arrivedBytes: number;
}

/** Tells what requests take of what is in use from what there is beside them, and so how much room there is for them. */
export class Room {
  /** In bytes; it changes where the pod is resized. */
  softLimitBytes: number;
  /** Use that is not due to requests in flight. */
  #base: number;
  /** Use when hardly any request was in flight, garbage and all; less where less was seen since. */
  #quiet: number;
  /** The least use ever seen after a full collection, or at the start. */
  #floor: number;

  constructor(softLimitBytes: number, usedBytes: number) {
    this.softLimitBytes = softLimitBytes;
    this.#base = usedBytes;
    this.#quiet = usedBytes;
    this.#floor = usedBytes;
  }

  /** Use that no request accounts for. */
  get baseBytes(): number {
    return this.#base;
  }

  observe(usedBytes: number): void {
    this.#base = Math.min(this.#base, usedBytes);
  }

  /** @param aliveBytes what is in use after a collection of the whole heap */
  collected(aliveBytes: number, { heldBytes, arrivedBytes }: SetAside): void {
    this.#floor = Math.min(this.#floor, aliveBytes);
    // What is alive beyond the reservations is no request's; so estimates that are too low take their own room.
    this.#base = Math.max(this.#floor, aliveBytes - heldBytes - arrivedBytes);
  }

  /**
   * What nobody accounts for counts as taken until a collection shows that it is garbage.
   *
   * @param beyondBytes how far requests may go beyond the soft limit. Default 0
   */
  bounds(usedBytes: number, { heldBytes, bodyBytes, arrivedBytes }: SetAside, beyondBytes = 0): Bounds {
    const limit = this.softLimitBytes + beyondBytes;
    const quiet = Math.min(this.#quiet, usedBytes);
    const capacityBytes = ROOM_SHARE * Math.max(0, limit - Math.max(this.#base, quiet));
    this.#quiet = heldBytes + arrivedBytes <= QUIET * capacityBytes ? usedBytes : quiet;
    // Of what is held, bodies to come are in use nowhere; the rest may be.
    const taken = Math.max(this.#base, this.#quiet, usedBytes - (heldBytes - bodyBytes));
    return { roomBytes: ROOM_SHARE * (limit - taken), headroomBytes: limit - usedBytes, capacityBytes };
  }
}
