import type { Clock } from '../../../clock.ts';
import type { Reservation } from './reservation.ts';

/** Bodies are put together so soon after their ends, in milliseconds, or not at all. */
const PUT_TOGETHER_MS = 25;

/** Requests whose bodies are there, in the order of their ends, and may be put together now. */
export class EndedBodies {
  readonly #clock: Clock;
  readonly #reservations = new Set<Reservation>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(reservation: Reservation): void {
    reservation.bodyEndedAt = this.#clock.now();
    this.#reservations.add(reservation);
  }

  delete(reservation: Reservation): void {
    if (reservation.bodyEndedAt !== undefined) this.#reservations.delete(reservation);
  }

  /** Those that ended a while ago: what was to come of them is there by now, or never will be. */
  *takeDone(): Generator<Reservation> {
    const before = this.#clock.now() - PUT_TOGETHER_MS;
    for (const reservation of this.#reservations) {
      if (reservation.bodyEndedAt === undefined || reservation.bodyEndedAt > before) return;
      this.#reservations.delete(reservation);
      yield reservation;
    }
  }
}
