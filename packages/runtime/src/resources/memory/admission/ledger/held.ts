import type { Reservation } from '../reservation.ts';

/** Whose requests run, and what is set aside for them, in bytes. */
export class Held {
  /** In no order: each knows its slot, since all requests pass here. */
  readonly #reservations: Reservation[] = [];
  #bytes = 0;
  #bodyBytes = 0;
  #arrivedBytes = 0;
  #streamBytes = 0;
  #streams = 0;

  get reservations(): readonly Reservation[] {
    return this.#reservations;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Of {@link bytes}: for bodies that are still to come, so that none of it is in use. */
  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  /** What was set aside for their bodies and has arrived. */
  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  /** What is held by others than streams, or has arrived of their bodies. */
  get activeBytes(): number {
    return this.#bytes + this.#arrivedBytes - this.#streamBytes;
  }

  /** How many there are that are known for no streams. */
  get active(): number {
    return this.#reservations.length - this.#streams;
  }

  add(reservation: Reservation): void {
    reservation.slot = this.#reservations.length;
    this.#reservations.push(reservation);
    this.#bytes += reservation.bytes;
    this.#bodyBytes += reservation.bodyBytes;
  }

  remove(reservation: Reservation): void {
    this.#vacate(reservation.slot);
    this.#bytes -= reservation.bytes;
    this.#bodyBytes -= reservation.bodyBytes;
    this.#arrivedBytes -= reservation.arrivedBytes;
    if (reservation.streamBytes === 0) return;
    this.#streamBytes -= reservation.streamBytes;
    this.#streams--;
  }

  /** So much is set aside for it, instead. */
  resize(reservation: Reservation, bytes: number): void {
    this.#bytes += bytes - reservation.bytes;
    reservation.bytes = bytes;
  }

  /** So much more, or less, is set aside for its body. */
  changeBody(reservation: Reservation, bytes: number): void {
    reservation.bytes += bytes;
    reservation.bodyBytes += bytes;
    this.#bytes += bytes;
    this.#bodyBytes += bytes;
  }

  /** Of what is set aside for its body so much has arrived. */
  arrive(reservation: Reservation, bytes: number): void {
    this.changeBody(reservation, -bytes);
    reservation.arrivedBytes += bytes;
    this.#arrivedBytes += bytes;
  }

  /** So much of what is set aside for it is a stream's. */
  proveStream(reservation: Reservation, bytes: number): void {
    reservation.streamBytes = bytes;
    this.#streamBytes += bytes;
    if (bytes > 0) this.#streams++;
  }

  /** The last one takes its slot. */
  #vacate(slot: number): void {
    const last = this.#reservations.pop();
    if (last === undefined || last.slot === slot) return;
    last.slot = slot;
    this.#reservations[slot] = last;
  }
}
