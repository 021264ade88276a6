import type { Reservation } from '../reservation.ts';
import { BASE } from './route-cost.ts';
import type { RouteCosts } from './route-costs.ts';

/** What a process has in use at one moment, in bytes. */
export interface Use {
  /** In V8's heap and in Buffers, garbage and all: what is made shows at once. */
  readonly madeBytes: number;
  /** Resident: memory of native code shows here alone. */
  readonly residentBytes: number;
}

/** Requests are measured so often in a second, while there are so many. */
const A_SECOND = 10;
/** Among more requests in flight, what one of them takes can't be told… */
const MOST_IN_FLIGHT = 32;
/** …and beside more that end meanwhile. */
const MOST_ENDED = 1_000;
/** Parts of what passes through are garbage as soon as they are sent, and exist as text and as bytes. */
const PER_MOVED_BYTE = 2;
/** What takes longer, in ticks, is not waited for. */
const PATIENCE_TICKS = 5;

interface Measured {
  readonly reservation: Reservation;
  readonly before: Use;
  /** The most that use has grown by. */
  grownBytes: number;
  /** Who was there before: they may have taken all that they take by then. */
  readonly others: ReadonlySet<Reservation>;
  /** What requests that ended meanwhile have moved, and are taken for where they began meanwhile, too. */
  endedBytes: number;
  ended: number;
  ticks: number;
}

/**
 * Measures what a request takes, one at a time and a few each second: a handler may make much for a small answer, which no size
 * tells. What use grows by while the request runs is explained by what the others in flight are taken for, and the rest is
 * shared equally: whoever is taken for too little is found sooner or later.
 */
export class UseMeter {
  readonly #use: () => Use;
  readonly #held: () => readonly Reservation[];
  readonly #costs: RouteCosts;
  #measured: Measured | undefined;
  /** Requests until the next is measured. */
  #until = 1;
  #every = 1;
  /** How many have been let in since the last tick, and how many were measured. */
  #since = 0;
  #measures = 0;

  constructor(use: () => Use, held: () => readonly Reservation[], costs: RouteCosts) {
    this.#use = use;
    this.#held = held;
    this.#costs = costs;
  }

  /** A request was let in. */
  began(reservation: Reservation): void {
    if (--this.#until > 0) return;
    this.#since += this.#every;
    this.#until = this.#every;
    if (this.#measured !== undefined || this.#measures >= A_SECOND) return;
    const held = this.#held();
    if (held.length > MOST_IN_FLIGHT) return;
    this.#measures++;
    this.#measured = {
      reservation,
      before: this.#use(),
      grownBytes: 0,
      others: new Set(held),
      endedBytes: 0,
      ended: 0,
      ticks: 0,
    };
  }

  /** Memory was looked at: what is there now may be garbage, and gone, when the request ends. */
  looked(): void {
    if (this.#measured !== undefined) this.#observe(this.#measured);
  }

  /** A request that held ends; it still does. @returns what it took beside its body, where that was measured */
  ended(reservation: Reservation): number | undefined {
    const measured = this.#measured;
    if (measured === undefined) return undefined;
    if (measured.reservation === reservation) return this.#end(measured);
    measured.endedBytes += movedCost(reservation);
    if (!measured.others.has(reservation))
      measured.endedBytes += this.#takenFor(reservation) + reservation.arrivedBytes;
    if (++measured.ended > MOST_ENDED) this.#measured = undefined;
    return undefined;
  }

  /** A request was refused in its middle: what it took tells nothing. */
  refused(reservation: Reservation): void {
    if (this.#measured?.reservation === reservation) this.#measured = undefined;
  }

  /** Once a second. */
  tick(): void {
    this.#every = Math.max(1, Math.floor(this.#since / A_SECOND));
    this.#until = Math.min(this.#until, this.#every);
    this.#since = 0;
    this.#measures = 0;
    if (this.#measured !== undefined && ++this.#measured.ticks > PATIENCE_TICKS) this.#measured = undefined;
  }

  #observe(measured: Measured): void {
    const { before } = measured;
    const now = this.#use();
    const made = now.madeBytes - before.madeBytes;
    measured.grownBytes = Math.max(measured.grownBytes, made, now.residentBytes - before.residentBytes);
  }

  #end(measured: Measured): number | undefined {
    this.#measured = undefined;
    const held = this.#held();
    const inFlight = Math.max(measured.others.size, held.length);
    if (inFlight > MOST_IN_FLIGHT) return undefined;
    this.#observe(measured);
    const { reservation, grownBytes, endedBytes } = measured;
    let explained = endedBytes;
    for (const other of held) {
      explained += movedCost(other) + other.arrivedBytes;
      if (other !== reservation) explained += this.#takenFor(other);
    }
    const own = this.#takenFor(reservation);
    return Math.max(0, own + (grownBytes - explained - own) / inFlight);
  }

  /** What it is taken for beside its body. */
  #takenFor({ request }: Reservation): number {
    return this.#costs.known(request)?.bytesBesideBody ?? BASE;
  }
}

/** What is left of the parts in which a body or an answer has passed through, until they are collected. */
function movedCost({ request }: Reservation): number {
  return PER_MOVED_BYTE * (request.movedBytes ?? 0);
}
