import type { Reservation } from '../reservation.ts';

/** Who waits for room or for a turn, in the order of arrival, and what they hold meanwhile. */
export class WaitingLine {
  readonly #reservations = new Set<Reservation>();
  #bytes = 0;
  #forTurns = 0;

  get reservations(): ReadonlySet<Reservation> {
    return this.#reservations;
  }

  get size(): number {
    return this.#reservations.size;
  }

  /** How many of them need a turn. */
  get forTurns(): number {
    return this.#forTurns;
  }

  /** What they hold in buffers and objects. */
  get bytes(): number {
    return this.#bytes;
  }

  enter(reservation: Reservation): void {
    this.#reservations.add(reservation);
    this.#bytes += reservation.bytesWhileWaiting;
    if (reservation.needsTurn) this.#forTurns++;
  }

  /** It waits no more, where it did. */
  leave(reservation: Reservation): void {
    if (!this.#reservations.delete(reservation)) return;
    this.#bytes -= reservation.bytesWhileWaiting;
    if (reservation.needsTurn) this.#forTurns--;
  }
}
