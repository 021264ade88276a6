import type { Reservation } from './reservation.ts';

/** What is known of a request before its handler runs. */
export interface RequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Once its answer was handed over: what of it is still to be sent, in bytes. Undefined before, or where it is not known. */
  readonly unsentBytes?: number | undefined;
  /** What of its body and of its answer has passed through memory so far, in bytes. Default: it is not known. */
  readonly movedBytes?: number;
}

/** Lets requests in as far as there is memory for them. The server asks it, where it is given one. */
export interface Admission {
  /**
   * Asks for room for a request.
   *
   * @param bodyBytes its declared body; 0 where it has none, undefined where it is not declared
   * @param isExempt asked only where there is no room: whether it is to be held all the same. Default: it is not.
   * @returns a reservation that is `held`, `refused`, or `waiting` for its listener to be told
   */
  admit<T extends RequestFacts>(
    request: T,
    bodyBytes: number | undefined,
    isExempt?: (request: T) => boolean,
  ): Reservation;
  /** Bytes that pass through and are dropped: they need no room, but make garbage. */
  passing(bytes: number): void;
  /** For the header Retry-After of a refusal, in seconds. */
  readonly retryAfterSeconds: number;
}
