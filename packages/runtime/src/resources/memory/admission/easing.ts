import type { Clock } from '../../../clock.ts';
import type { Ledger } from './ledger/ledger.ts';
import { FIRST_STEP, type Reservation } from './reservation.ts';
import { BASE, bodyCost, sendingCost } from './costs/route-cost.ts';
import { PROVEN_AFTER_MS, type RouteCosts } from './costs/route-costs.ts';

/** A body is slow where it would take more than so many times as long as since the last look for the rest of it to come… */
const SOON = 16;
/** …and the event loop had nothing to do for this share of the time: else it is we who are slow. */
const MOSTLY_IDLE = 0.5;

/** Takes requests under way for less than they were let in for, where that is what they show by now. */
export class Easing {
  readonly #clock: Clock;
  readonly #idle: () => number;
  readonly #ledger: Ledger;
  readonly #costs: RouteCosts;
  #easedAt: number;
  /** How long the event loop had had nothing to do when estimates were last eased, in milliseconds. */
  idleMs = 0;

  constructor(clock: Clock, idleMs: () => number, ledger: Ledger, costs: RouteCosts) {
    this.#clock = clock;
    this.#idle = idleMs;
    this.#ledger = ledger;
    this.#costs = costs;
    this.#easedAt = clock.now();
  }

  ease(): void {
    const now = this.#clock.now();
    const idleMs = Math.round(this.#idle());
    const waitsForClients = idleMs - this.idleMs >= MOSTLY_IDLE * (now - this.#easedAt);
    this.idleMs = idleMs;
    this.#easedAt = now;
    for (const reservation of this.#ledger.held) {
      this.#easeUnknown(reservation);
      this.#proveStream(reservation);
      this.#easeSending(reservation);
      if (waitsForClients) this.#easeArriving(reservation);
      reservation.easedReceivedBytes = reservation.receivedBytes;
    }
  }

  /**
   * Of a route that nothing is known of, the longer it waits for something else: while the process is idle it takes nothing, whereas
   * under load its age says little.
   */
  #easeUnknown(reservation: Reservation): void {
    const { route, bytes, bodyBytes, idleBefore, respondedBytes = 0 } = reservation;
    if (route?.isUnknown === false) return;
    const eased = this.#costs.assumeAfter(this.idleMs - idleBefore, route) + bodyBytes + respondedBytes;
    if (eased < bytes) this.#ledger.resize(reservation, eased);
  }

  /** Who waits for as long while nothing else keeps it up is an event stream, or the like. */
  #proveStream(reservation: Reservation): void {
    const { idleBefore, bodyBytes, arrivedBytes } = reservation;
    if (this.idleMs - idleBefore < PROVEN_AFTER_MS || bodyBytes + arrivedBytes > 0) return;
    this.#ledger.proveStream(reservation, BASE);
  }

  /** What an answer was made of is garbage once it was handed over: to a slow client only the rest of it is held. */
  #easeSending(reservation: Reservation): void {
    const { unsentBytes } = reservation.request;
    if (unsentBytes === undefined) return;
    const rest = reservation.bodyBytes + sendingCost(unsentBytes);
    // Most are gone at once: what they hold until then is not worth to be worked out.
    if (reservation.handedOver && rest < reservation.bytes) this.#ledger.resize(reservation, rest);
    reservation.handedOver = true;
  }

  /**
   * A body that comes slowly, although there is time to read it, has aside what may come soon; the rest when it comes, as bodies that
   * declare nothing do.
   */
  #easeArriving(reservation: Reservation): void {
    const { coveredBytes, receivedBytes, easedReceivedBytes, bodyBytes, once } = reservation;
    if (reservation.growth > 0 || reservation.bodyEndedAt !== undefined) return;
    const soon = Math.max(FIRST_STEP, SOON * (receivedBytes - easedReceivedBytes));
    // What has come is put together beside its parts, at the end.
    const toPutTogether = bodyCost(receivedBytes, once) - bodyCost(receivedBytes, true);
    const needed = toPutTogether + bodyCost(soon, once);
    if (coveredBytes - receivedBytes <= soon || needed >= bodyBytes) return;
    reservation.coveredBytes = receivedBytes + soon;
    this.#ledger.expect(reservation, needed);
  }
}
