import type { RequestFacts } from './admission.ts';
import type { Estimate, RouteCost } from './costs/route-cost.ts';
import type { Turn } from './turns.ts';

/** Where a reservation stands. */
export type ReservationState = 'waiting' | 'held' | 'refused' | 'released';

/** What a reservation tells its request. Each is called at most once for each time it is set. */
export interface ReservationListener {
  /** The wait is over. */
  decided?(granted: boolean): void;
  /** There is room for more of the body… */
  resumed?(): void;
  /** …or there will be none: the request is to be refused in the middle of its body. */
  revoked?(): void;
}

/** What the keeper of the account does for a reservation. */
export interface Account {
  received(reservation: Reservation, bytes: number): boolean;
  readOnce(reservation: Reservation): void;
  bodyEnded(reservation: Reservation): void;
  responded(reservation: Reservation, bytes: number, nativeBytes: number): void;
  release(reservation: Reservation): void;
}

/**
 * Bytes of a body that have arrived before anyone reads: what node reads of a socket at a time; twice that, where the body comes
 * after the headers.
 */
export const BODY_BEFORE_READING = 64 * 2 ** 10;
/** How much of an undeclared body is covered to begin with, in bytes; from there on it doubles. */
export const FIRST_STEP = 64 * 2 ** 10;
const OBJECTS_WAITING = 8 * 2 ** 10;

/** Memory set aside for one request, from its headers to the last byte of its response. */
export class Reservation {
  readonly #account: Account;
  readonly request: RequestFacts;
  /** Its route, where it was looked for. */
  readonly route: RouteCost | undefined;
  /** In the clock's milliseconds. */
  readonly since: number;
  /** How long the process had been idle by then, in milliseconds. */
  readonly idleBefore: number;
  state: ReservationState = 'waiting';
  /** Where it stands among those that hold. */
  slot = 0;
  /** Which look at memory was the last before it was held. */
  look = 0;
  /** Whether it is known to take so much that few should run at once. */
  readonly needsTurn: boolean;
  /** Its turn, from when it is held. */
  turn: Turn | undefined = undefined;
  /** What is, or is to be, set aside: less and less as the body arrives, since what is there is seen in use. */
  bytes: number;
  /** Of these, for the body that is still to come. */
  bodyBytes: number;
  /** What was set aside for the body and has arrived. */
  arrivedBytes = 0;
  /** Whether its body is read into one block of memory: it will not be put together beside its parts. */
  once = false;
  /** When the whole of the body was there; undefined before. */
  bodyEndedAt: number | undefined = undefined;
  /** Set while the body waits for so many bytes more. */
  growth = 0;
  growingSince = 0;
  /** Bytes of the body so far, and how many of them are covered. */
  receivedBytes = 0;
  coveredBytes: number;
  /** As when estimates were last eased. */
  easedReceivedBytes = 0;
  /** All of it; infinite where it is not declared. */
  readonly declaredBytes: number;
  /** The most that the response's buffers held. */
  respondedBytes: number | undefined = undefined;
  /** What native code held that made the response. */
  nativeBytes = 0;
  /** Bytes of the response that were made and sent part by part. */
  streamedBytes = 0;
  /** What of it counts as a stream's, which waits and takes nothing: 0 unless it has proven to be one. */
  streamBytes = 0;
  /** Whether its answer had been handed over when it was last looked at. */
  handedOver = false;
  listener: ReservationListener | undefined = undefined;

  constructor(
    account: Account,
    request: RequestFacts,
    route: RouteCost | undefined,
    { bytes, bodyBytes }: Estimate,
    declaredBytes: number | undefined,
    since: number,
    idleBefore: number,
  ) {
    this.#account = account;
    this.request = request;
    this.route = route;
    this.needsTurn = route?.needsTurn === true;
    this.bytes = bytes;
    this.bodyBytes = bodyBytes;
    this.coveredBytes = declaredBytes ?? FIRST_STEP;
    this.declaredBytes = declaredBytes ?? Infinity;
    this.since = since;
    this.idleBefore = idleBefore;
  }

  /** Whether less than all of its body is covered, so that it may have to ask for more. */
  get mayGrow(): boolean {
    return this.coveredBytes < this.declaredBytes;
  }

  /** What it takes while it waits. */
  get bytesWhileWaiting(): number {
    return OBJECTS_WAITING + Math.min(this.coveredBytes, BODY_BEFORE_READING);
  }

  /** Counts a part of the body. False: read no more until the listener is told so. */
  received(bytes: number): boolean {
    return this.#account.received(this, bytes);
  }

  /** Its body will be in memory once, not as parts and then put together: half of what was set aside is enough. */
  readOnce(): void {
    this.#account.readOnce(this);
  }

  /** The whole of the body is there. */
  bodyEnded(): void {
    this.#account.bodyEnded(this);
  }

  /**
   * Tells how much the response's buffers hold, its last part included.
   *
   * @param nativeBytes what native code holds that makes it, such as a compressor. Default 0
   */
  responded(bytes: number, nativeBytes = 0): void {
    this.#account.responded(this, bytes, nativeBytes);
  }

  /** Counts a part of the response that was made by itself, and sent at once. */
  streamed(bytes: number): void {
    this.streamedBytes += bytes;
  }

  /** Gives everything back, whatever happened. Safe to call again. */
  release(): void {
    this.#account.release(this);
  }
}
